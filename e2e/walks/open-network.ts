import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { openHalfOpenLink } from "../half-open-link.ts";

/** The network of one browser: everything that it asks goes this way, and the way can be cut. */
export interface Network {
  /** For Playwright's `proxy`. */
  proxy: { server: string };
  readonly isCut: boolean;
  /** From now on nothing comes through, in either direction, and nobody is told. */
  cut(): void;
  /** What was on its way goes on. */
  mend(): void;
  /** Every connection that is open breaks; new ones come through. */
  breakConnections(): void;
  close(): Promise<void>;
}

/** A SOCKS proxy behind a link that can be cut. */
export async function openNetwork(): Promise<Network> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    sockets.add(near);
    near.on("close", () => sockets.delete(near));
    near.on("error", () => {});
    void serve(near).catch(() => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const link = await openHalfOpenLink(`http://127.0.0.1:${port}`);
  let isCut = false;
  return {
    proxy: { server: `socks5://127.0.0.1:${new URL(link.url).port}` },
    get isCut() {
      return isCut;
    },
    cut() {
      isCut = true;
      link.hang();
    },
    mend() {
      isCut = false;
      link.flow();
    },
    breakConnections() {
      isCut = false;
      link.lose();
      link.restore();
    },
    async close() {
      await link.close();
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** SOCKS 5 without authentication, CONNECT only (RFC 1928). */
async function serve(near: Socket): Promise<void> {
  const greeting = await read(near, 2);
  await read(near, greeting[1]!);
  near.write(Uint8Array.of(5, 0));
  const [, , , kind] = await read(near, 4);
  const host =
    kind === 1
      ? [...(await read(near, 4))].join(".")
      : kind === 3
        ? (await read(near, (await read(near, 1))[0]!)).toString()
        : "::1";
  if (kind === 4) await read(near, 16);
  const port = (await read(near, 2)).readUInt16BE();
  const far = connect(port, host);
  far.on("error", () => near.destroy());
  near.on("close", () => far.destroy());
  far.on("close", () => near.destroy());
  await once(far, "connect");
  near.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
  near.pipe(far);
  far.pipe(near);
}

async function read(socket: Socket, bytes: number): Promise<Buffer> {
  if (bytes === 0) return Buffer.alloc(0);
  for (;;) {
    const chunk = socket.read(bytes) as Buffer | null;
    if (chunk) return chunk;
    if (socket.destroyed) throw new Error("the connection was closed");
    await once(socket, "readable");
  }
}
