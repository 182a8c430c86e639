import { expect, test } from "vitest";
import type { ChatClient } from "../fixtures/connect-client.ts";
import { startBystanders } from "../fixtures/start-bystanders.ts";
import { startChat, type Chat } from "../fixtures/start-chat.ts";

const FULL_SPEED = { messagesBurst: 10_000, requestsBurst: 10_000, pendingRequests: 10_000 };

/** Somebody in a room of 200,000 four-byte letters' code units, which is about half a megabyte of JSON. */
async function enterFullRoom(chat: Chat): Promise<ChatClient> {
  const eve = await chat.connect();
  await eve.join("Eve", "full");
  for (let n = 0; n < 50; n += 1) await eve.say("\u{1f680}".repeat(2_000), "full");
  return eve;
}

test("a connection that does not read gets no further answers made, and the others notice nothing", async () => {
  const chat = await startChat({ ...FULL_SPEED, slowReaderBytes: 100_000_000 });
  const bystanders = await startBystanders(chat);
  const eve = await enterFullRoom(chat);
  eve.pause();
  const asked = 200;
  for (let n = 0; n < asked; n += 1) {
    eve.sendRaw(`421000["message:history",{"room":"full","before":99999,"limit":500}]`);
  }
  const answered = async () => (await chat.metric('chat_requests_total{event="message:history",outcome="ok"}')) ?? 0;
  await expect.poll(() => chat.metric("chat_waiting_bytes"), { timeout: 60_000 }).toBeGreaterThan(64_000);
  await bystanders.expectUnharmed();
  // Kernel buffers take some megabytes; 200 answers are 50.
  expect(await answered()).toBeLessThan(100);
  expect(await chat.metric("chat_waiting_bytes")).toBeLessThan(1_000_000);
  eve.resume();
  await expect.poll(answered, { timeout: 80_000 }).toBe(asked);
  await bystanders.expectUnharmed();
});

test("an answer holds so many bytes, and the rest is asked for page by page", async () => {
  const chat = await startChat({ ...FULL_SPEED, answerBytes: 50_000 });
  const eve = await enterFullRoom(chat);
  const seen: number[] = [];
  for (let before = 51, more = true; more; before = seen[0]!) {
    const reply = await eve.ask("message:history", { room: "full", before, limit: 500 });
    if (!reply.ok) throw new Error(reply.message);
    const bytes = Buffer.byteLength(JSON.stringify(reply.data));
    expect(bytes).toBeLessThan(60_000);
    seen.unshift(...reply.data.messages.map(({ seq }) => seq));
    more = reply.data.more;
  }
  expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  const bo = await chat.connect();
  const joined = await bo.join("Bo", "full");
  expect(Buffer.byteLength(JSON.stringify(joined))).toBeLessThan(60_000);
  expect(joined.messages.at(-1)!.seq).toBe(50);
  expect(await chat.metric('chat_answers_cut_total{what="room:join"}')).toBe(1);
  expect(await chat.metric('chat_answers_cut_total{what="message:history"}')).toBeGreaterThan(1);
  expect(await chat.line("answer cut", { what: "room:join" })).toMatchObject({ kept: joined.messages.length, of: 50 });
  const back = await bo.join("Bo", "full", { roomId: joined.roomId, seq: 1 });
  expect([back.version, back.messages.map(({ seq }) => seq)]).toEqual(["same", seen.slice(1)]);
});

test("long answers cost more than one request each", async () => {
  const chat = await startChat({ messagesBurst: 1_000, requestsBurst: 30, requestsPerSecond: 1, answerBytes: 100_000 });
  const eve = await enterFullRoom(chat);
  const outcomes: string[] = [];
  for (let n = 0; n < 12; n += 1) {
    const reply = await eve.ask("message:history", { room: "full", before: 51, limit: 500 });
    outcomes.push(reply.ok ? "ok" : reply.code);
  }
  expect(outcomes.filter((one) => one === "ok").length).toBeLessThan(8);
  expect(outcomes).toContain("rate-limited");
});

test("when too much waits for all clients together, those with the most are cut off at once", async () => {
  const chat = await startChat({ ...FULL_SPEED, behindBytes: 100_000_000, waitingBytes: 2_000_000 });
  const bystanders = await startBystanders(chat);
  const eve = await enterFullRoom(chat);
  eve.pause();
  for (let n = 0; n < 200; n += 1) {
    eve.sendRaw(`421000["message:history",{"room":"full","before":99999,"limit":500}]`);
  }
  expect(await chat.line("slow reader cut off")).toMatchObject({ why: "too much waits in total" });
  await chat.line("disconnected", { client: eve.socket.id! });
  expect(await chat.metric("chat_slow_readers_shed_total")).toBe(1);
  await bystanders.expectUnharmed();
});

test.each(["\u0007", "\u0000", "\u0085", "\r"])(
  "a message with the control character %j is refused with a code",
  async (letter) => {
    const chat = await startChat();
    const eve = await chat.connect();
    await eve.join("Eve");
    const reply = await eve.ask("message:send", { room: "lobby", id: "message-1", text: letter.repeat(4_000) });
    expect(reply).toMatchObject({ ok: false, code: "invalid", message: expect.stringContaining("control") });
  },
);
