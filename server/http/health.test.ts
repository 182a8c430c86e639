import { hostname } from "node:os";
import { expect, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

test("says who answers and how many are connected, and is not cached", async () => {
  const chat = await startChat({ activeClients: 1 });
  const [ada] = [await chat.connect(), await chat.connect()];
  await ada.join("Ada");
  const response = await fetch(`${chat.url}/health`);
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(await response.json()).toEqual({
    status: "healthy",
    hostname: "chat-1",
    instance: "chat-1",
    connections: 2,
    active_clients: [expect.any(String)],
    active_clients_truncated: true,
    uptime_seconds: expect.any(Number),
    rooms: 1,
    state: "memory",
  });
});

test("without a name of its own an instance is called by its host", async () => {
  const chat = await startChat({ instance: "" });
  expect(await (await fetch(`${chat.url}/health`)).json()).toMatchObject({ hostname: hostname() });
});

test("connections are kept for longer than the balancer's idle timeout (R6.9)", async () => {
  const chat = await startChat();
  expect((await fetch(`${chat.url}/health`)).headers.get("keep-alive")).toBe("timeout=65");
});
