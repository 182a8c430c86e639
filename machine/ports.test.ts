import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { freePort, isOpen } from "./ports.ts";

it("frees ports that no server on port 0 is given meanwhile, and that can be listened on", async () => {
  const ports = await Promise.all(Array.from({ length: 20 }, freePort));
  for (const port of ports) expect(port).toBeLessThan(32_768);
  const [port = 0] = ports;
  expect(await isOpen("127.0.0.1", port)).toBe(false);
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  expect(await isOpen("127.0.0.1", port)).toBe(true);
});
