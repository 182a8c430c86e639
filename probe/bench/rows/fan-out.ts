import { CHATS, INSTANCE, SOCKET_IO } from "../chats.ts";
import { connectFleet } from "../fleet.ts";
import { cpuInTurns } from "../in-turns.ts";
import type { Row } from "../row.ts";

const PEOPLE = 200;

export const fanOut: Row = {
  name: "fan-out",
  title: `a delivery of 100 B in one room of ${PEOPLE}; the instance with everything on`,
  unit: "µs CPU",
  base: SOCKET_IO,
  goal: { contestant: INSTANCE, atMost: 1, as: "ratio" },
  async measure(tools) {
    const open: (() => unknown)[] = [];
    try {
      const contestants = [];
      for (const { name, speaks, start } of CHATS) {
        const server = await start();
        open.push(server.close);
        const fleet = await connectFleet(server.port, PEOPLE, speaks);
        open.push(fleet.close);
        contestants.push({ name, pid: server.pid, run: fleet.talk });
      }
      return await cpuInTurns(contestants, tools);
    } finally {
      for (const close of open.toReversed()) await close();
    }
  },
};
