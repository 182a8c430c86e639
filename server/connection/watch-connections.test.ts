import { once } from "node:events";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { openPolling } from "../fixtures/open-polling.ts";
import { startChat } from "../fixtures/start-chat.ts";

test("a request of a session that is not known here is logged and counted, with its code and its sid", async () => {
  const chat = await startChat();
  expect(await chat.metric('chat_engine_errors_total{code="1"}'), "a rate needs a value before the first").toBe(0);
  const elsewhere = await startChat({ instance: "chat-2" });
  const { sid } = await openPolling(elsewhere.url);
  const query = `EIO=4&transport=polling&sid=${sid}`;
  const response = await fetch(`${chat.url}/socket.io/?${query}`, {
    headers: { "x-forwarded-for": "192.0.2.1, 198.51.100.7" },
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ code: 1, message: "Session ID unknown" });
  expect(await chat.line("connection error")).toMatchObject({
    level: 40,
    code: 1,
    error: "Session ID unknown",
    sid,
    transport: "polling",
    method: "GET",
    address: "198.51.100.7",
  });
  const upgrade = new WebSocket(`${chat.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket&sid=${sid}`);
  await once(upgrade, "error");
  await chat.line("connection error", { code: 1, transport: "websocket" });
  expect(await chat.metric('chat_engine_errors_total{code="1"}')).toBe(2);
});

test("a connection is logged and counted by its transport, before and after its upgrade", async () => {
  const chat = await startChat();
  const client = await chat.connect({ transports: ["polling", "websocket"] });
  const line = await chat.line("connected", { client: client.socket.id! });
  const opened = await chat.line("session opened");
  expect(opened).toMatchObject({ transport: "polling", address: "127.0.0.1", session: expect.any(String) });
  expect(line["session"]).toBe(opened["session"]);
  expect(line).toMatchObject({ transport: "polling", address: "127.0.0.1", recovered: false });
  await chat.line("transport upgraded", { client: client.socket.id!, from: "polling", to: "websocket" });
  expect(await chat.metric('chat_transport_sessions{transport="websocket"}')).toBe(1);
  expect(await chat.metric('chat_transport_sessions{transport="polling"}')).toBe(0);
  expect(await chat.metric("chat_transport_upgrades_total")).toBe(1);

  const { id } = client.socket;
  client.socket.disconnect();
  expect(await chat.line("disconnected", { client: id! })).toMatchObject({
    reason: "client namespace disconnect",
    transport: "websocket",
    durationMs: expect.any(Number),
  });
  expect(await chat.metric('chat_disconnections_total{reason="client namespace disconnect"}')).toBe(1);
  await expect.poll(() => chat.metric('chat_transport_sessions{transport="websocket"}')).toBe(0);
  expect(await chat.metric("chat_connection_duration_seconds_count")).toBe(1);
});

test("its lines carry the load balancer's trace id, and a traceparent that is one", async () => {
  const chat = await startChat();
  const trace = {
    traceId: "Root=1-67891233-abcdef012345678912345678",
    traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
  };
  const extraHeaders = { "x-amzn-trace-id": trace.traceId, traceparent: trace.traceparent };
  const client = await chat.connect({ extraHeaders });
  expect(await chat.line("session opened")).toMatchObject(trace);
  expect(await chat.line("connected", { client: client.socket.id! })).toMatchObject(trace);

  const headers = { "x-amzn-trace-id": "Root=".padEnd(300, "x"), traceparent: "nonsense" };
  await fetch(`${chat.url}/socket.io/?EIO=4&transport=polling&sid=nobody`, { headers });
  const refused = await chat.line("connection error");
  expect(refused).toMatchObject({ traceId: expect.stringMatching(/^Root=x{251}$/) });
  expect(refused).not.toHaveProperty("traceparent");
});
