import { describe, expect, test } from "vitest";
import type { JoinedRoom, Message } from "../../../protocol/events.ts";
import type { SeenRoom } from "./move-block.ts";
import { createRoomLog } from "./room-log.ts";

const ada = { id: "ada", name: "Ada", tabs: 1 };
const bo = { id: "bo", name: "Bo", tabs: 1 };
const message = (roomId: string, seq: number, more: Partial<Message> = {}): Message => ({
  id: `${roomId}-${seq}`,
  room: "lobby",
  roomId,
  seq,
  name: "Bo",
  member: "bo",
  text: `text ${seq}`,
  instance: `of-${roomId}`,
  at: seq * 1_000,
  ...more,
});
const joined = (roomId: string, seqs: number[], more: Partial<JoinedRoom> = {}): JoinedRoom => ({
  room: "lobby",
  roomId,
  instance: `of-${roomId}`,
  self: ada,
  members: [ada, bo],
  messages: seqs.map((seq) => message(roomId, seq)),
  seq: seqs.at(-1) ?? 0,
  version: "first",
  gap: false,
  ...more,
});
const now = { bootId: "boot", at: 100_000 };
const own = (id: string) => ({
  id,
  room: "lobby",
  name: "Ada",
  member: "ada",
  text: id,
  at: 50_000,
  roomId: null,
  seq: null,
  instance: null,
});
const outline = (log: ReturnType<typeof createRoomLog>, showVanished = true) =>
  log
    .rows(showVanished)
    .rows.filter((row) => row.kind !== "day")
    .map((row) =>
      row.kind === "message" ? `${row.vanished ? "~" : ""}${row.key}` : row.kind === "notice" ? row.sentence : row.kind,
    );

describe("the log of a room", () => {
  test("holds what the joining gave and what comes, once each, in the room's order", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [1, 2]), now);
    expect(log.take(message("a", 4), 1)).toBe(true);
    expect(log.take(message("a", 3), 2)).toBe(true);
    expect(log.take(message("a", 3), 3)).toBe(false);
    expect(outline(log)).toEqual(["a-1", "a-2", "a-3", "a-4"]);
  });

  test("takes nothing of another version", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [1]), now);
    expect(log.take(message("b", 1), 1)).toBe(false);
    expect(log.size).toBe(1);
  });

  test("goes on in the same version, and marks a gap", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [1, 2]), now);
    expect(log.joined(joined("a", [3], { version: "same" }), now)).toBeNull();
    expect(log.joined(joined("a", [9], { version: "same", gap: true }), now)).toBeNull();
    expect(outline(log)).toEqual(["a-1", "a-2", "a-3", "gap", "a-9"]);
  });

  test("a move keeps what vanished above its divider, and hides it when asked", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [1, 2]), now);
    const block = log.joined(joined("b", [1], { version: "different" }), now);
    expect(block).toMatchObject({ cause: "moved", messagesGone: 2, from: "of-a", to: "of-b" });
    log.take(message("b", 2), 1);
    expect(outline(log)).toEqual(["b-1", "~a-1", "~a-2", "move", "b-2"]);
    expect(outline(log, false)).toEqual(["b-1", "b-2"]);
    expect(log.vanishedCount).toBe(2);
  });

  test("what vanished stands where it was said, before what was said later in the joined version", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [2, 4]), now);
    log.joined(joined("b", [1, 3, 5], { version: "different" }), now);
    log.take(message("b", 6), 1);
    expect(outline(log)).toEqual(["b-1", "~a-2", "b-3", "~a-4", "b-5", "move", "b-6"]);
  });

  test("coming back, what had vanished is no longer vanished", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [1, 2]), now);
    log.joined(joined("b", [], { version: "different" }), now);
    const block = log.joined(joined("a", [1, 2], { version: "different" }), now);
    expect(block?.messagesBack).toBe(2);
    expect(log.vanishedCount).toBe(0);
  });

  test("compares with what an earlier load of this window saw", () => {
    const first = createRoomLog("lobby", null);
    first.joined(joined("a", [1, 2]), now);
    const saved = JSON.parse(JSON.stringify(first.seen())) as SeenRoom;
    const second = createRoomLog("lobby", saved);
    expect(second.joined(joined("b", []), now)).toMatchObject({ messagesGone: 2 });
    const third = createRoomLog("lobby", saved);
    expect(third.joined(joined("a", [1, 2]), now)).toBeNull();
  });

  test("an own message stays at the end until it is settled, and is shown once", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [1]), now);
    log.pend(own("mine"), { state: "sending" });
    log.take(message("a", 2), 1);
    expect(outline(log)).toEqual(["a-1", "a-2", "mine"]);
    log.settle("mine", { state: "unknown", sentence: "?" });
    // Its own copy comes after all: unknown was not lost.
    log.take(message("a", 3, { id: "mine", member: "ada", name: "Ada" }), 2);
    expect(outline(log)).toEqual(["a-1", "a-2", "mine"]);
    const row = log.rows(true).rows.at(-1);
    expect(row).toMatchObject({ own: true, delivery: { state: "accepted", instance: "of-a" } });
    log.settle("mine", { state: "refused", code: "internal", sentence: "too late" });
    expect(log.rows(true).rows.at(-1)).toMatchObject({ delivery: { state: "accepted" } });
  });

  test("older messages come on top, and the rows say that they did", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [5, 6]), now);
    expect(log.older).toBe("available");
    expect(log.rows(true).prepended).toBe(false);
    log.takeOlder([message("a", 3), message("a", 4)], true, 1);
    expect(log.rows(true).prepended).toBe(true);
    log.takeOlder([message("a", 1), message("a", 2)], false, 1);
    expect(log.older).toBe("none");
    expect(outline(log)).toEqual(["a-1", "a-2", "a-3", "a-4", "a-5", "a-6"]);
  });

  test("people who come and go are one notice, and I am none", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [1], { members: [ada] }), now);
    log.memberJoined(bo, 1);
    log.memberJoined({ id: "cy", name: "Cy", tabs: 1 }, 2);
    log.memberLeft(ada, "disconnected", 3);
    log.memberJoined(ada, 3);
    expect(outline(log)).toEqual(["a-1", "Bo and Cy joined"]);
  });

  test("is bounded: the oldest go first, and can be asked for again", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", []), now);
    for (let seq = 1; seq <= 11_500; seq += 1) log.take(message("a", seq), 1);
    expect(log.size).toBeLessThanOrEqual(11_000);
    expect(log.older).toBe("available");
    expect(log.holds("a-1")).toBe(false);
    expect(log.get("a-11500")?.text).toBe("text 11500");
  });

  test("the rows are the same array until something changes", () => {
    const log = createRoomLog("lobby", null);
    log.joined(joined("a", [1]), now);
    expect(log.rows(true)).toBe(log.rows(true));
    const { rows } = log.rows(true);
    log.take(message("a", 2), 1);
    expect(log.rows(true).rows).not.toBe(rows);
    expect(log.rows(true).rows[1]).toBe(rows[1]);
  });
});
