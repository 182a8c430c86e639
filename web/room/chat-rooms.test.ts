import { signal } from "@preact/signals-core";
import { expect, onTestFinished, test, vi } from "vitest";
import type { JoinedRoom, Message, Reply } from "../../protocol/events.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import { createTimeline } from "../timeline/timeline.ts";
import { createChatRooms } from "./chat-rooms.ts";

const ada = { id: "ada", name: "Ada", tabs: 1 };
const bo = { id: "bo", name: "Bo", tabs: 1 };
const cy = { id: "cy", name: "Cy", tabs: 1 };
const message = (seq: number, roomId = "version-1"): Message => ({
  id: `${roomId}-${seq}`,
  room: "lobby",
  roomId,
  seq,
  name: "Bo",
  member: "bo",
  text: `text ${seq}`,
  instance: "chat-2",
  at: seq,
});
const answer = (seqs: number[], more: Partial<JoinedRoom> = {}): Reply<JoinedRoom> => ({
  ok: true,
  data: {
    room: "lobby",
    roomId: "version-1",
    instance: "chat-1",
    self: ada,
    members: [ada, bo],
    messages: seqs.map((seq) => message(seq)),
    seq: seqs.at(-1) ?? 0,
    version: "same",
    gap: false,
    ...more,
  },
});

/** A window whose instance answers when the test says so. */
function makeWindow() {
  vi.stubGlobal("document", { visibilityState: "visible" });
  vi.useFakeTimers();
  const listeners = new Map<string, (payload: never) => void>();
  const asked: { event: string; request: { lastSeen?: unknown }; answer(reply: unknown): void }[] = [];
  let lose = () => {};
  const isOneAtOnce = signal(false);
  const connection = {
    isConnected: true,
    now: { value: { bootId: "boot", recovered: false } },
    ask: (event: string, request: { lastSeen?: unknown }) =>
      new Promise((resolve) => asked.push({ event, request, answer: resolve })),
    on: (event: string, listener: (payload: never) => void) => listeners.set(event, listener),
    onLost: (listener: () => void) => (lose = listener),
  } as unknown as ChatConnection;
  const rooms = createChatRooms({
    connection,
    memory: { read: () => null, write: () => {}, forget: () => {} },
    person: "a-secret-of-mine",
    timeline: createTimeline(),
    isOneAtOnce,
  });
  rooms.name.value = "Ada";
  onTestFinished(() => {
    rooms.close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  return {
    rooms,
    asked,
    connection: connection as { room: string },
    isOneAtOnce,
    lose: () => lose(),
    hear: (event: string, payload: object) => listeners.get(event)?.(payload as never),
    seqs: () => [1, 2, 3, 4, 5, 6, 7, 8, 9].filter((seq) => rooms.active.value?.log.holds(`version-1-${seq}`)),
    people: () => [...(rooms.active.value?.log.members.keys() ?? [])],
  };
}

async function joinedWindow(seqs: number[]) {
  const window = makeWindow();
  const open = window.rooms.open("lobby");
  window.asked.pop()!.answer(answer(seqs));
  await open;
  return window;
}

test("what is said while the joining is answered is not lost, though it comes before the answer", async () => {
  const { rooms, asked, hear, seqs, people } = makeWindow();
  const open = rooms.open("lobby");
  hear("message:sent", message(3));
  hear("member:joined", { room: "lobby", roomId: "version-1", member: cy, at: 3 });
  hear("member:left", { room: "lobby", roomId: "version-0", member: bo, why: "left", at: 3 });
  asked.pop()!.answer(answer([1, 2]));
  await open;
  expect(seqs()).toEqual([1, 2, 3]);
  expect(people()).toEqual(["ada", "bo", "cy"]);
});

test("who comes while the joining is answered again stays, though the answer does not know of them", async () => {
  const { rooms, asked, hear, people } = await joinedWindow([1]);
  const again = rooms.joinAll();
  hear("member:joined", { room: "lobby", roomId: "version-1", member: cy, at: 3 });
  asked.pop()!.answer(answer([]));
  await vi.waitFor(() => asked.pop()!.answer({ ok: false }));
  await again;
  expect(people()).toEqual(["ada", "bo", "cy"]);
});

test("it comes back with the last number before a hole, not with the newest one that it saw", async () => {
  const { rooms, lose, asked, hear, seqs } = await joinedWindow([1, 2]);
  hear("message:sent", message(3));
  hear("message:sent", message(6));
  lose();
  void rooms.joinAll();
  const { request, answer: reply } = asked.pop()!;
  expect(request.lastSeen).toEqual({ roomId: "version-1", seq: 3 });
  reply(answer([4, 5, 6]));
  await vi.waitFor(() => expect(seqs()).toEqual([1, 2, 3, 4, 5, 6]));
});

test("a hole that stays is asked for once; one that fills by itself is not", async () => {
  const { rooms, asked, hear, seqs } = await joinedWindow([1, 2]);
  hear("message:sent", message(4));
  hear("message:sent", message(3));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toEqual([]);

  hear("message:sent", message(7));
  await vi.advanceTimersByTimeAsync(2_000);
  const { request, answer: reply } = asked.pop()!;
  expect(request.lastSeen).toEqual({ roomId: "version-1", seq: 4 });
  reply(answer([5, 6, 7]));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(rooms.active.value?.membership.value).toBe("joined");
  expect(asked).toEqual([]);
});

test("a refusal that may pass is tried again until it does; another one is not", async () => {
  const { rooms, asked } = makeWindow();
  const open = rooms.open("lobby");
  asked.pop()!.answer({ ok: false, code: "unavailable", message: "the store cannot be reached" });
  await open;
  expect(rooms.active.value?.membership.value).toBe("refused");
  await vi.advanceTimersByTimeAsync(2_500);
  asked.pop()!.answer(null);
  await vi.advanceTimersByTimeAsync(2_500);
  asked.pop()!.answer({ ok: false, code: "name-taken", message: "somebody is called so" });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual([]);
});

test("what the history has dropped is not asked for again and again", async () => {
  const { asked, hear } = await joinedWindow([1, 2]);
  hear("message:sent", message(9));
  await vi.advanceTimersByTimeAsync(2_000);
  asked.pop()!.answer(answer([8, 9], { gap: true }));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual([]);
});

test("a room that was left while a hole in it is mended is not joined again", async () => {
  const { rooms, asked, hear } = await joinedWindow([1, 2]);
  hear("message:sent", message(5));
  rooms.leave("lobby");
  expect(asked.pop()!.event).toBe("room:leave");
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toEqual([]);
});

test("a room that was left while the joining is answered is left again, in case the answer came after", async () => {
  const { rooms, asked, hear } = await joinedWindow([1, 2]);
  hear("message:sent", message(5));
  await vi.advanceTimersByTimeAsync(2_000);
  const { event, answer: reply } = asked.pop()!;
  expect(event).toBe("room:join");
  rooms.leave("lobby");
  asked.pop()!.answer({ ok: true, data: { room: "lobby" } });
  reply(answer([3, 4, 5]));
  await vi.waitFor(() => expect(asked.map((one) => one.event)).toEqual(["room:leave"]));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveLength(1);
});

test("where each room has an instance of its own, only the one that is looked at is joined", async () => {
  const { rooms, asked, connection, isOneAtOnce } = await joinedWindow([1]);
  const open = rooms.open("kitchen");
  asked.pop()!.answer(answer([], { room: "kitchen" }));
  await open;
  isOneAtOnce.value = true;
  expect(asked.pop()).toMatchObject({ event: "room:leave", request: { room: "lobby" } });
  expect(rooms.get("lobby")?.membership.value).toBe("none");

  connection.room = "kitchen";
  await rooms.open("lobby");
  expect(asked).toEqual([]);
  connection.room = "lobby";
  void rooms.joinAll();
  expect(asked.map(({ event, request }) => [event, request])).toEqual([
    ["room:join", expect.objectContaining({ room: "lobby" })],
  ]);
});
