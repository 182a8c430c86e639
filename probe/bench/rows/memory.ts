import { setTimeout as sleep } from "node:timers/promises";
import { CHATS, INSTANCE, SOCKET_IO } from "../chats.ts";
import { residentKilobytes } from "../cpu-time.ts";
import { connectFleet, type Fleet } from "../fleet.ts";
import type { Measured, Row } from "../row.ts";

const PEOPLE = 5_000;
const ROOM = 50;
/** Connections before the first reading: what is loaded and reserved once is not theirs. */
const BEFORE = 500;
/** Makes a server collect its garbage when it gets the signal: what is left is what it holds. */
const COLLECTS = ["--expose-gc", "--import", "data:text/javascript,process.on('SIGUSR2', () => gc())"];
/** Time to collect it, and to give memory back. */
const SETTLE_MS = 1_500;

export const memory: Row = {
  name: "memory",
  title: `an idle connection, ${PEOPLE.toLocaleString("en")} of them in rooms of ${ROOM}`,
  unit: "kB",
  base: SOCKET_IO,
  goal: { contestant: INSTANCE, atMost: 1.15, as: "ratio" },
  async measure({ onProgress }) {
    const measured: Measured[] = [];
    for (const { name, speaks, start } of CHATS.filter((chat) => chat.speaks === "socket.io")) {
      onProgress(`${name}: connecting ${PEOPLE} people`);
      const server = await start(COLLECTS);
      const fleets: Fleet[] = [];
      const fill = async (people: number) => {
        while (fleets.length * ROOM < people) fleets.push(await connectFleet(server.port, ROOM, speaks));
        for (let time = 0; time < 2; time += 1) {
          process.kill(server.pid, "SIGUSR2");
          await sleep(SETTLE_MS);
        }
        return residentKilobytes(server.pid);
      };
      try {
        const before = await fill(BEFORE);
        measured.push({ contestant: name, values: [((await fill(PEOPLE)) - before) / (PEOPLE - BEFORE)] });
      } finally {
        for (const fleet of fleets) fleet.close();
        await server.close();
      }
    }
    return measured;
  },
};
