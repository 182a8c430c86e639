import { CHATS, INSTANCE, SOCKET_IO } from "../chats.ts";
import { connectFleet, type Fleet } from "../fleet.ts";
import { cpuInTurns } from "../in-turns.ts";
import type { Measured, Row } from "../row.ts";

const FEW = 10;
const MANY = 3_000;
const ROOM = 50;

export const growth: Row = {
  name: "growth",
  title: `the cost of a delivery with ${MANY.toLocaleString("en")} people in rooms of ${ROOM}, in parts of that with ${FEW}`,
  unit: "times",
  base: SOCKET_IO,
  goal: { contestant: INSTANCE, atMost: 1, as: "ratio" },
  async measure(tools) {
    const measured: Measured[] = [];
    for (const { name, speaks, start } of CHATS.filter((chat) => chat.speaks === "socket.io")) {
      const server = await start();
      const fleets: Fleet[] = [];
      const talk = async (seconds: number) => {
        const deliveries = await Promise.all(fleets.map((fleet) => fleet.talk(seconds)));
        return deliveries.reduce((sum, one) => sum + one, 0);
      };
      const measure = async (people: number, room: number) => {
        tools.onProgress(`${name}: connecting ${people} people`);
        while (fleets.length * room < people) fleets.push(await connectFleet(server.port, room, speaks));
        const [{ values } = { values: [] }] = await cpuInTurns(
          [{ name: `${name}, ${people} people`, pid: server.pid, run: talk }],
          tools,
        );
        for (const fleet of fleets.splice(0)) fleet.close();
        return values;
      };
      try {
        const few = await measure(FEW, FEW);
        const many = await measure(MANY, ROOM);
        measured.push({ contestant: name, values: many.map((value, round) => value / few[round]!) });
      } finally {
        for (const fleet of fleets) fleet.close();
        await server.close();
      }
    }
    return measured;
  },
};
