import { expect, test } from "vitest";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import { createSightingsBook } from "./sightings-book.ts";

const report = (instance: string, messageIds: string[] = [], bootId = "boot"): InstanceReport => ({
  instance,
  hostname: instance,
  bootId,
  state: "memory",
  status: "healthy",
  startedAt: 0,
  now: 0,
  connections: 1,
  rooms: [
    {
      room: "lobby",
      id: `room-of-${instance}`,
      members: [],
      messageIds,
      messageCount: messageIds.length,
      digest: messageIds.join(),
      lastMessage: null,
    },
  ],
  controlUrl: null,
});
const names = (book: ReturnType<typeof createSightingsBook>, now: number) =>
  book.all(now).map(({ instance }) => instance);

test("has looked around once no question brings up another instance", () => {
  const book = createSightingsBook();
  const answers = ["chat-1", "chat-2", "chat-3", "chat-1", "chat-2"];
  for (const instance of answers) {
    book.note(report(instance), "lobby", 0, 0);
    expect(book.lookedAround()).toBe(false);
  }
  book.note(report("chat-3"), "lobby", 0, 0);
  expect(book.lookedAround()).toBe(true);
});

test("an instance is silent after ten seconds in which others answered again and again", () => {
  const book = createSightingsBook();
  book.note(report("chat-1"), "lobby", 0, 0);
  book.note(report("chat-2"), "lobby", 0, 0);
  const silent = (now: number) => book.isSilent(book.get("chat-2")!, now);

  for (let i = 1; i <= 5; i++) book.note(report("chat-1"), "lobby", 0, i * 1000);
  expect(silent(9999)).toBe(false);
  expect(silent(10_000)).toBe(true);
});

test("time alone, in a window that did not ask, makes nobody silent", () => {
  const book = createSightingsBook();
  book.note(report("chat-1"), "lobby", 0, 0);
  expect(book.isSilent(book.get("chat-1")!, 3_600_000)).toBe(false);
  expect(names(book, 3_600_000)).toEqual(["chat-1"]);
});

test("is forgotten after a minute of silence", () => {
  const book = createSightingsBook();
  book.note(report("chat-1"), "lobby", 0, 0);
  for (let i = 0; i < 10; i++) book.miss();
  expect(names(book, 59_999)).toEqual(["chat-1"]);
  expect(names(book, 60_000)).toEqual([]);
});

test("a restart replaces what the instance said before", () => {
  const book = createSightingsBook();
  book.note(report("chat-1", ["m1"]), "lobby", 0, 0);
  book.note(report("chat-1", [], "boot-2"), "lobby", 0, 1);
  expect(book.get("chat-1")).toMatchObject({ bootId: "boot-2", room: { ids: new Set() } });
});

test("knows the messages of the room that was asked about, and makes their set once", () => {
  const book = createSightingsBook();
  book.note(report("chat-1", ["m1", "m2"]), "lobby", 0, 0);
  const first = book.get("chat-1")?.room?.ids;
  book.note(report("chat-1", ["m1", "m2"]), "lobby", 0, 1);
  expect(book.get("chat-1")?.room?.ids).toBe(first);
  book.note(report("chat-1", ["m1", "m2"]), "ops", 0, 2);
  expect(book.get("chat-1")?.room).toBeNull();
});

test("says how long ago the one it met longest ago answered, but for those that are silent", () => {
  const book = createSightingsBook();
  expect(book.oldestAge(0)).toBe(0);
  book.note(report("chat-1"), "lobby", 0, 1_000);
  book.note(report("chat-2"), "lobby", 0, 2_000);
  expect(book.oldestAge(3_000)).toBe(2_000);
  for (let i = 3; i <= 12; i++) book.note(report("chat-2"), "lobby", 0, i * 1_000);
  expect(book.oldestAge(12_000)).toBe(0);
});

test("an instance that cannot reach its store is seen, and is not taken to know of no room", () => {
  const book = createSightingsBook();
  book.note(report("chat-1", ["m1"]), "lobby", 0, 0);
  book.note({ ...report("chat-1"), status: "degraded", rooms: [] }, "lobby", 1_000, 1_010);
  expect(book.get("chat-1")).toMatchObject({ status: "degraded", seenAt: 1_010, room: { ids: new Set(["m1"]) } });
  book.note({ ...report("chat-1"), rooms: [] }, "lobby", 2_000, 2_010);
  expect(book.get("chat-1")).toMatchObject({ status: "healthy", room: null });
});
