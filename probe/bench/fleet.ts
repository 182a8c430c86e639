import { randomUUID } from "node:crypto";
import { performance } from "node:perf_hooks";
import { WebSocket } from "ws";

const TEXT = "x".repeat(100);
/** Messages under way at once in a room. */
const WINDOW = 4;
/** Connections that are opened at once. */
const AT_ONCE = 100;

/** People of one room: what one of them says is delivered to all. */
export interface Fleet {
  /** The first one talks for so long. @returns how many deliveries there were. */
  talk(seconds: number): Promise<number>;
  close(): void;
}

/** @param speaks plain: each message is a text; socket.io: Engine.IO 4 with Socket.IO 5, as small as it can be. */
export async function connectFleet(port: number, people: number, speaks: "plain" | "socket.io"): Promise<Fleet> {
  const room = `bench-${randomUUID().slice(0, 8)}`;
  const sockets: WebSocket[] = [];
  for (let from = 0; from < people; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, people - from) }, (_, i) =>
      speaks === "plain" ? connectPlain(port) : joinRoom(port, room, `P${from + i}`),
    );
    sockets.push(...(await Promise.all(some)));
  }
  const message = () => {
    const request = { room, id: randomUUID(), text: TEXT };
    return speaks === "plain" ? JSON.stringify(request) : `421${JSON.stringify(["message:send", request])}`;
  };
  const isDelivery = (text: string) => speaks === "plain" || text.startsWith('42["message:sent"');
  return {
    talk: (seconds) =>
      new Promise((resolve, reject) => {
        const until = performance.now() + seconds * 1000;
        let deliveries = 0;
        let outstanding = 0;
        const send = () => {
          outstanding += people;
          sockets[0]!.send(message());
        };
        for (const socket of sockets) {
          socket.removeAllListeners("message").on("message", (data) => {
            const text = (data as Buffer).toString();
            if (text === "2") return socket.send("3");
            if (text.startsWith("43") && text.includes('"ok":false')) return reject(new Error(`refused: ${text}`));
            if (!isDelivery(text)) return;
            deliveries += 1;
            outstanding -= 1;
            if (outstanding % people !== 0) return;
            if (performance.now() < until) send();
            else if (outstanding === 0) resolve(deliveries);
          });
          socket.removeAllListeners("close").once("close", () => reject(new Error("somebody was disconnected")));
        }
        for (let i = 0; i < WINDOW; i += 1) send();
      }),
    close() {
      for (const socket of sockets) socket.removeAllListeners().terminate();
    },
  };
}

function connectPlain(port: number): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
    socket.once("open", () => resolve(socket));
    socket.once("error", reject);
  });
}

function joinRoom(port: number, room: string, name: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed before the room was joined")));
    socket.on("message", (data) => {
      const text = (data as Buffer).toString();
      if (text.startsWith("0")) socket.send("40");
      else if (text === "2") socket.send("3");
      else if (text.startsWith("40")) {
        socket.send(`420${JSON.stringify(["room:join", { room, name, person: randomUUID() }])}`);
      } else if (text.startsWith("430")) {
        if (text.includes('"ok":false')) return reject(new Error(`could not join: ${text}`));
        socket.removeAllListeners("close");
        resolve(socket);
      }
    });
  });
}
