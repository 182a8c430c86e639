import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";

/** A port of 127.0.0.1 that nobody listened on a moment ago, for a program that takes no 0. Somebody else may be quicker. */
export async function freePort(): Promise<number> {
  const [port = 0] = await open([0]);
  return port;
}

/** Opens each port on loopback for a moment; rejects with the error of the first one that cannot be opened. */
export async function tryPorts(ports: readonly number[]): Promise<void> {
  await open(ports);
}

/** Whether something takes connections there, as far as it does within a second. */
export function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => end(true)).once("error", () => end(false));
    socket.setTimeout(1_000, () => end(false));
  });
}

async function open(ports: readonly number[]): Promise<number[]> {
  const opened: number[] = [];
  for (const port of ports) {
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    opened.push((server.address() as AddressInfo).port);
    server.close();
    await once(server, "close");
  }
  return opened;
}
