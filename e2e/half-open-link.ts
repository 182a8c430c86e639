import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { once } from "node:events";

/** A way to the lab that can be lost as a network is lost: without a word to the other side. */
export interface HalfOpenLink {
  url: string;
  /** Ends every connection on this side and lets the other side believe that it is still there; takes no new ones. */
  lose(): void;
  /** Passes nothing on any more, in either direction, and ends nothing: as when what carries it hangs. */
  hang(): void;
  /** Passes on again what came meanwhile. */
  flow(): void;
  /** Takes new connections again. The lost ones stay lost. */
  restore(): void;
  close(): Promise<void>;
}

/** Opens such a way to `url`. */
export async function openHalfOpenLink(url: string): Promise<HalfOpenLink> {
  const target = new URL(url);
  const pairs = new Map<Socket, Socket>();
  const lost = new Set<Socket>();
  let isLost = false;
  let isHanging = false;
  const hold = (near: Socket, far: Socket) => {
    near.unpipe(far);
    far.unpipe(near);
    near.pause();
    far.pause();
  };
  const server = createServer((near) => {
    near.on("error", () => {});
    if (isLost) return void near.destroy();
    const far = connect(Number(target.port), target.hostname);
    far.on("error", () => near.destroy());
    pairs.set(near, far);
    if (isHanging) hold(near, far);
    else {
      near.pipe(far);
      far.pipe(near);
    }
    near.on("close", () => {
      pairs.delete(near);
      if (!lost.has(far)) far.destroy();
    });
    far.on("close", () => {
      lost.delete(far);
      near.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://localhost:${port}`,
    hang: () => {
      isHanging = true;
      for (const [near, far] of pairs) hold(near, far);
    },
    flow: () => {
      isHanging = false;
      for (const [near, far] of pairs) {
        near.pipe(far);
        far.pipe(near);
      }
    },
    lose: () => {
      isLost = true;
      isHanging = false;
      for (const [near, far] of pairs) {
        lost.add(far);
        near.unpipe(far);
        far.unpipe(near);
        // It goes on reading, as a kernel does for a peer that is gone, and answers nothing.
        far.resume();
        near.destroy();
      }
    },
    restore: () => {
      isLost = false;
    },
    close: async () => {
      server.close();
      for (const socket of [...pairs.keys(), ...pairs.values(), ...lost]) socket.destroy();
      await once(server, "close");
    },
  };
}
