import { once } from "node:events";
import { createServer } from "node:net";

/** Opens each port on loopback for a moment; rejects with the error of the first one that cannot be opened. */
export async function tryPorts(ports: readonly number[]): Promise<void> {
  for (const port of ports) {
    const server = createServer().listen(port, "127.0.0.1");
    await once(server, "listening");
    server.close();
    await once(server, "close");
  }
}
