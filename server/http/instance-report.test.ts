import { expect, test } from "vitest";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import { startChat, type Chat } from "../fixtures/start-chat.ts";

async function report(chat: Chat, query = "", headers: Record<string, string> = {}) {
  const response = await fetch(`${chat.url}/api/instance${query}`, { headers });
  return { response, report: (await response.json()) as InstanceReport };
}

test("what this instance believes of itself and its rooms, not cached", async () => {
  const chat = await startChat({ controlUrl: "http://127.0.0.1:8001" });
  const ada = await chat.connect();
  const { roomId, self } = await ada.join("Ada");
  const { message } = await ada.say("hello");
  const asked = await report(chat);
  expect(asked.response.headers.get("cache-control")).toBe("no-store");
  expect(asked.report).toEqual({
    instance: "chat-1",
    hostname: "chat-1",
    bootId: chat.bootId,
    state: "memory",
    status: "healthy",
    startedAt: expect.any(Number),
    now: expect.any(Number),
    connections: 1,
    rooms: [
      {
        room: "lobby",
        id: roomId,
        members: [{ id: self.id, name: "Ada" }],
        messageIds: [message.id],
        messageCount: 1,
        digest: expect.any(String),
        lastMessage: { id: message.id, name: "Ada", at: message.at },
      },
    ],
    controlUrl: "http://127.0.0.1:8001",
  });
});

test("of one room only when asked for it, and of none that it has never heard of", async () => {
  const chat = await startChat({ reportedMessageIds: 2 });
  const ada = await chat.connect();
  for (const room of ["lobby", "café"]) await ada.join("Ada", room);
  for (const text of ["1", "2", "3"]) await ada.say(text, "café");
  const rooms = async (query: string) => (await report(chat, query)).report.rooms;
  expect((await rooms("")).map(({ room }) => room)).toEqual(["café", "lobby"]);
  expect((await rooms(`?room=${encodeURIComponent("#cafe\u0301")}`)).map(({ room }) => room)).toEqual(["café"]);
  expect(await rooms("?room=lob")).toEqual([]);
  const [room] = await rooms("?room=caf%C3%A9");
  expect([room?.messageIds.length, room?.messageCount]).toEqual([2, 3]);
});

test("two instances' versions of one room never look alike", async () => {
  const chats = [await startChat(), await startChat({ instance: "chat-2" })];
  const versions = await Promise.all(
    chats.map(async (chat) => {
      await (await chat.connect()).join("Ada");
      return (await report(chat, "?room=lobby")).report.rooms[0]!.id;
    }),
  );
  expect(versions[0]).not.toBe(versions[1]);
});

test("a page that may connect may also read it, and no other", async () => {
  const chat = await startChat({ corsOrigins: ["https://chat.example.com"] });
  const allowed = async (origin: string) =>
    (await report(chat, "", { origin })).response.headers.get("access-control-allow-origin");
  expect(await allowed("https://chat.example.com")).toBe("https://chat.example.com");
  expect(await allowed("https://evil.example")).toBeNull();
  expect((await report(chat)).response.headers.get("vary")).toContain("Origin");
});
