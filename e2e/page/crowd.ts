import { once } from "node:events";
import { io, type Socket } from "socket.io-client";

/** Many people and one who talks a lot, without browsers. */
export interface Crowd {
  /** Sends `count` messages, about `perSecond`, and waits until each has its answer. */
  talk(count: number, perSecond: number): Promise<void>;
  /** Goes through these rooms, and leaves nobody there. */
  visit(rooms: readonly string[]): Promise<void>;
  /** So many more people come into the room. */
  join(people: number): Promise<void>;
  /** Says this, and waits until everybody has heard it: all that was on its way to anybody has arrived then. */
  settle(text: string): Promise<void>;
  close(): void;
}

const TICK_MS = 20;

export async function startCrowd(url: string, room: string): Promise<Crowd> {
  const sockets: Socket[] = [];
  const come = async (name: string): Promise<Socket> => {
    const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false });
    sockets.push(socket);
    await once(socket as never, "connect");
    const reply = (await socket.emitWithAck("room:join", {
      room,
      name,
      person: `${name.replace(" ", "-")}-of-the-crowd`,
    })) as {
      ok: boolean;
    };
    if (!reply.ok) throw new Error(`${name} could not join: ${JSON.stringify(reply)}`);
    return socket;
  };
  const speaker = await come("Speaker");
  let sent = 0;
  return {
    async talk(count, perSecond) {
      const answers: Promise<unknown>[] = [];
      const each = Math.max(1, Math.round((perSecond * TICK_MS) / 1_000));
      await new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          for (let number = 0; number < each && answers.length < count; number += 1) {
            sent += 1;
            const message = { room, id: `crowd-message-${sent}`, text: `message ${sent} of the crowd` };
            answers.push(speaker.emitWithAck("message:send", message));
          }
          if (answers.length < count) return;
          clearInterval(timer);
          resolve();
        }, TICK_MS);
      });
      const refused = (await Promise.all(answers)).filter((answer) => !(answer as { ok: boolean }).ok);
      if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused[0])}`);
    },
    async join(people) {
      for (let first = 0; first < people; first += 50) {
        const batch = Array.from({ length: Math.min(50, people - first) }, (_, index) =>
          come(`Person ${first + index}`),
        );
        await Promise.all(batch);
      }
    },
    async visit(rooms) {
      for (const other of rooms) {
        for (const [event, request] of [
          ["room:join", { room: other, name: "Speaker", person: "Speaker-of-the-crowd" }],
          ["room:leave", { room: other }],
        ] as const) {
          const reply = (await speaker.emitWithAck(event, request)) as { ok: boolean };
          if (!reply.ok) throw new Error(`${event}: ${JSON.stringify(reply)}`);
        }
      }
    },
    async settle(text) {
      const id = `crowd-settles-${(sent += 1)}`;
      const heard = sockets.map(
        (socket) =>
          new Promise<void>((resolve) => {
            socket.on("message:sent", function hear(message: { id: string }) {
              if (message.id !== id) return;
              socket.off("message:sent", hear);
              resolve();
            });
          }),
      );
      await speaker.emitWithAck("message:send", { room, id, text });
      await Promise.all(heard);
    },
    close() {
      for (const socket of sockets) socket.disconnect();
    },
  };
}
