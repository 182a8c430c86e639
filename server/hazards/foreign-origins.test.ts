import { expect, test } from "vitest";
import { startChat } from "../fixtures/start-chat.ts";

const FOREIGN = "https://evil.example";

test("a page from elsewhere is refused on the handshake, over WebSocket as over polling", async () => {
  const chat = await startChat();
  const extraHeaders = { origin: FOREIGN };
  await expect(chat.connect({ transports: ["websocket"], extraHeaders })).rejects.toThrow("websocket error");
  await expect(chat.connect({ transports: ["polling"], extraHeaders })).rejects.toThrow("xhr poll error");
  const refused = { code: 4, error: "Forbidden", why: "origin not allowed" };
  await chat.line("connection error", { ...refused, transport: "websocket" });
  await chat.line("connection error", { ...refused, transport: "polling" });
  expect(await chat.metric('chat_engine_errors_total{code="4"}')).toBe(2);
  expect(await chat.metric("chat_engine_sessions")).toBe(0);
});

test("the instance's own page, one that is allowed and a program that is not a browser may", async () => {
  const chat = await startChat({ corsOrigins: ["https://chat.example.com"] });
  const own = { origin: chat.url };
  const allowed = { origin: "https://chat.example.com" };
  for (const extraHeaders of [{}, own, allowed]) {
    for (const transport of ["websocket", "polling"]) {
      const client = await chat.connect({ transports: [transport], extraHeaders });
      expect(client.socket.connected).toBe(true);
    }
  }
  const handshake = `${chat.url}/socket.io/?EIO=4&transport=polling`;
  const answer = await fetch(handshake, { headers: allowed });
  expect(answer.headers.get("access-control-allow-origin")).toBe("https://chat.example.com");
  expect(answer.headers.get("access-control-allow-credentials")).toBe("true");
  await expect(chat.connect({ extraHeaders: { origin: FOREIGN } })).rejects.toThrow("websocket error");
});
