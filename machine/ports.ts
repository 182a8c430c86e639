import { randomInt } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";

/**
 * No system chooses from these for a server on port 0 or for a connection (Linux: from 32,768 up; macOS and Windows:
 * from 49,152), so only who asks for one by its number can take it.
 */
const CHOSEN_BY_NOBODY = { from: 20_000, to: 32_767 };
const PORTS_TRIED = 100;

/** A port of 127.0.0.1 that nobody listened on a moment ago, for a program that takes no 0. */
export async function freePort(): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const port = randomInt(CHOSEN_BY_NOBODY.from, CHOSEN_BY_NOBODY.to + 1);
    try {
      await open(port);
      return port;
    } catch (error) {
      if (tries === PORTS_TRIED) throw error;
    }
  }
}

/** Opens each port on loopback for a moment; rejects with the error of the first one that cannot be opened. */
export async function tryPorts(ports: readonly number[]): Promise<void> {
  for (const port of ports) await open(port);
}

/** Whether something takes connections there, as far as it does within a second. */
export function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    // A system that chooses the port itself for our end has connected us to ourselves.
    socket.once("connect", () => end(socket.localPort !== port)).once("error", () => end(false));
    socket.setTimeout(1_000, () => end(false));
  });
}

async function open(port: number): Promise<void> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  server.close();
  await once(server, "close");
}
