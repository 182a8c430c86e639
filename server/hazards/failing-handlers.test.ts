import { expect, test, vi } from "vitest";
import type { RoomStore } from "../room/room-store.ts";

vi.mock("../room/memory-rooms.ts", async (importOriginal) => {
  const { createMemoryRooms } = await importOriginal<typeof import("../room/memory-rooms.ts")>();
  return {
    createMemoryRooms: (...args: Parameters<typeof createMemoryRooms>): RoomStore => ({
      ...createMemoryRooms(...args),
      send: () => {
        throw new Error("a bug of ours");
      },
      history: () => Promise.reject(new Error("another bug")),
      leaveAll: () => Promise.reject(new Error("a third bug")),
    }),
  };
});
const { startChat } = await import("../fixtures/start-chat.ts");

test("a handler that throws, at once or later, is logged and answered, and the next request is carried out", async () => {
  const chat = await startChat();
  const ada = await chat.connect();
  await ada.join("Ada");
  const internal = (event: string) => ({
    ok: false,
    code: "internal",
    message: `${event}: chat-1 failed to carry it out`,
  });
  expect(await ada.ask("message:send", { room: "lobby", id: "message-1", text: "hello" })).toEqual(
    internal("message:send"),
  );
  expect(await ada.ask("message:history", { room: "lobby", before: 9 })).toEqual(internal("message:history"));
  expect(await chat.line("handler failed", { event: "message:send" })).toMatchObject({
    level: 50,
    client: ada.socket.id,
    err: { message: "a bug of ours" },
  });
  expect(await ada.ask("room:list", {})).toMatchObject({ ok: true });
  ada.socket.disconnect();
  await chat.line("task failed");
});
