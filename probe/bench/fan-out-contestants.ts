import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { io } from "socket.io-client";
import { WebSocket } from "ws";
import { cpuSecondsOf } from "./lab-process.ts";
import type { Contestant } from "./measure.ts";

/** Messages under way at once. */
const WINDOW = 4;
const TEXT = "x".repeat(100);

interface Fleet {
  send(text: string): void;
  onDelivery(listener: (text: string) => void): void;
  /** Rejects when a message was refused: nobody would ever receive it. */
  refused: Promise<never>;
  close(): Promise<void>;
}

/**
 * Messages to everyone in rooms of `people`, `rooms` of them at once; an operation is one message received by one person.
 * `pid` is the process that sends them on.
 */
function fanOut(name: string, pid: () => number, connect: () => Promise<Fleet[]>, people: number): Contestant {
  let fleets: Fleet[] | null = null;
  const deliver = async (seconds: number) => {
    fleets ??= await connect();
    let operations = 0;
    const until = performance.now() + seconds * 1000;
    await Promise.all(
      fleets.map(
        (fleet) =>
          new Promise<void>((resolve, reject) => {
            fleet.refused.catch(reject);
            let outstanding = 0;
            const send = () => {
              outstanding += people;
              fleet.send(TEXT);
            };
            fleet.onDelivery(() => {
              operations += 1;
              outstanding -= 1;
              if (outstanding % people !== 0) return;
              if (performance.now() < until) send();
              else if (outstanding === 0) resolve();
            });
            for (let i = 0; i < WINDOW; i += 1) send();
          }),
      ),
    );
    return operations;
  };
  return {
    name,
    check: async () => {
      if ((await deliver(0)) !== WINDOW * people * fleets!.length)
        throw new Error(`${name} did not deliver to everyone`);
    },
    run: async (seconds) => {
      const started = performance.now();
      const before = await cpuSecondsOf(pid());
      const operations = await deliver(seconds);
      const after = await cpuSecondsOf(pid());
      return {
        operations,
        seconds: (performance.now() - started) / 1000,
        cpuSeconds: before === null || after === null ? null : after - before,
      };
    },
    close: async () => {
      for (const fleet of fleets ?? []) await fleet.close();
    },
  };
}

export function bareWsContestant(people: number): Contestant {
  const child = fork(fileURLToPath(new URL("bare-ws.ts", import.meta.url)), { execArgv: ["--import", "tsx"] });
  const listening = once(child, "message") as Promise<[number]>;
  const contestant = fanOut(`bare ws, 1 room of ${people}`, () => child.pid!, connect, people);
  async function connect(): Promise<Fleet[]> {
    const [port] = await listening;
    const sockets = await Promise.all(
      Array.from({ length: people }, async () => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
        await once(socket, "open");
        return socket;
      }),
    );
    return [
      {
        refused: new Promise(() => {}),
        send: (text) => sockets[0]!.send(JSON.stringify({ id: randomUUID(), text })),
        onDelivery: (listener) => {
          for (const socket of sockets)
            socket.removeAllListeners("message").on("message", (data) => listener((data as Buffer).toString()));
        },
        close: async () => {
          for (const socket of sockets) socket.terminate();
        },
      },
    ];
  }
  return {
    ...contestant,
    close: async () => {
      await contestant.close();
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}

export function instanceContestant(url: string, pid: number, rooms: number, people: number): Contestant {
  const connect = () =>
    Promise.all(
      Array.from({ length: rooms }, (_, room) => joinRoom(url, `bench-${randomUUID().slice(0, 8)}-${room}`, people)),
    );
  return fanOut(`instance, ${rooms} room${rooms === 1 ? "" : "s"} of ${people}`, () => pid, connect, people);
}

async function joinRoom(url: string, room: string, people: number): Promise<Fleet> {
  const sockets = await Promise.all(
    Array.from({ length: people }, async (_, index) => {
      const socket = io(url, { transports: ["websocket"], forceNew: true, reconnection: false });
      await new Promise<void>((resolve, reject) => {
        socket.once("connect", resolve);
        socket.once("connect_error", reject);
      });
      const reply = (await socket
        .timeout(10_000)
        .emitWithAck("room:join", { room, name: `P${index}`, person: randomUUID() })) as { ok: boolean };
      if (!reply.ok) throw new Error(`could not join ${room}: ${JSON.stringify(reply)}`);
      return socket;
    }),
  );
  let refuse!: (error: Error) => void;
  const refused = new Promise<never>((_, reject) => (refuse = reject));
  const onAnswer = (reply: { ok: boolean; message?: string }) => {
    if (!reply.ok) refuse(new Error(`a message was refused: ${reply.message}`));
  };
  return {
    refused,
    send: (text) => void sockets[0]!.emit("message:send", { room, id: randomUUID(), text }, onAnswer),
    onDelivery: (listener) => {
      for (const socket of sockets)
        socket.off("message:sent").on("message:sent", (message: { text: string }) => listener(message.text));
    },
    close: async () => {
      for (const socket of sockets) socket.disconnect();
    },
  };
}
