import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { Random } from "../experiment/seeded-random.ts";

export interface TcpRelay {
  readonly port: number;
  readonly connections: number;
  /** Breaks this share of the connections, at least one of them. */
  cut(share: number, random: Random): void;
  /** From now on nothing passes, and nobody is told; what is sent waits until `release`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

/** A port of ours in front of another one on this machine, whose connections can be broken and held up. */
export async function startTcpRelay(to: number): Promise<TcpRelay> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isHeld = false;

  const server = createServer((client) => {
    const target = connect(to, "127.0.0.1");
    const pair = [client, target] as const;
    pairs.add(pair);
    for (const [one, other] of [pair, [target, client] as const]) {
      one.setNoDelay(true);
      // Its end is told by "close", which always follows.
      one.on("error", () => {});
      one.on("data", (bytes) => {
        if (!other.write(bytes)) one.pause();
      });
      other.on("drain", () => {
        if (!isHeld) one.resume();
      });
      one.on("close", () => {
        pairs.delete(pair);
        other.destroy();
      });
      if (isHeld) one.pause();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  const all = () => [...pairs];
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return pairs.size;
    },
    cut(share, random) {
      const victims = random.shuffled(all()).slice(0, Math.max(1, Math.round(pairs.size * share)));
      for (const [client, target] of victims) {
        client.resetAndDestroy();
        target.destroy();
      }
    },
    hold() {
      isHeld = true;
      for (const socket of all().flat()) socket.pause();
    },
    release() {
      isHeld = false;
      for (const socket of all().flat()) socket.resume();
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of all().flat()) socket.destroy();
      await closed;
    },
  };
}
