import { expect, test } from "vitest";
import { startBystanders } from "../fixtures/start-bystanders.ts";
import { startChat } from "../fixtures/start-chat.ts";

test("more connections than allowed are refused, and one that goes makes room", async () => {
  const chat = await startChat({ maxConnections: 3 });
  const bystanders = await startBystanders(chat);
  const third = await chat.connect();
  await expect(chat.connect()).rejects.toThrow("websocket error");
  await chat.line("connection error", { code: 4, why: "the instance is full" });
  third.socket.disconnect();
  await expect.poll(() => chat.metric("chat_engine_sessions")).toBe(2);
  expect((await chat.connect()).socket.connected).toBe(true);
  await bystanders.expectUnharmed();
});
