import { expect, test } from "vitest";
import { createLastingLag } from "./lasting-lag.ts";
import type { Sighting } from "./sightings-book.ts";

/** A report of the moment `at`. */
function sighting(at: number, instance: string, ids: string[], people = ["ada"], id = "a"): Sighting {
  const members = people.map((name) => ({ id: name, name }));
  const report = {
    room: "lobby",
    id,
    members,
    messageIds: ids,
    messageCount: ids.length,
    digest: ids.join(),
    lastMessage: null,
  };
  const room = { report, ids: new Set(ids) };
  return {
    instance,
    bootId: "b",
    askedAt: at,
    seenAt: at,
    status: "healthy",
    state: "redis",
    connections: 1,
    question: 1,
    room,
  };
}

const mine = (at: number, ids = ["m1", "m2"]) => sighting(at, "chat-1", ids);
const other = (at: number, ids: string[], people?: string[], id?: string) => sighting(at, "chat-2", ids, people, id);

test.each<[what: string, ids: string[], people: string[], id: string, lag: object | null]>([
  ["the same messages and people", ["m1", "m2"], ["ada"], "a", null],
  ["a message of mine is missing", ["m1"], ["ada"], "a", { missingThere: 1, missingHere: 0, peopleDiffer: false }],
  [
    "one of theirs is missing here",
    ["m1", "m2", "m3"],
    ["ada"],
    "a",
    { missingThere: 0, missingHere: 1, peopleDiffer: false },
  ],
  ["other people", ["m1", "m2"], ["bo"], "a", { missingThere: 0, missingHere: 0, peopleDiffer: true }],
  ["another version, which is not a lag", ["m9"], ["bo"], "b", null],
])("%s", (_what, ids, people, id, lag) => {
  const lasting = createLastingLag();
  // At first it may be on its way.
  expect(lasting.between(mine(0), other(10, ids, people, id))).toBeNull();
  expect(lasting.between(mine(1_000), other(1_010, ids, people, id))).toBeNull();
  expect(lasting.between(mine(2_010), other(2_020, ids, people, id))).toEqual(lag);
});

test("a difference that was gone in between begins again", () => {
  const lasting = createLastingLag();
  lasting.between(mine(0), other(0, ["m1"]));
  lasting.between(mine(1_000), other(1_000, ["m1", "m2"]));
  expect(lasting.between(mine(2_500), other(2_500, ["m1"]))).toBeNull();
});

test("where something is said all the time, the reports always differ, and nothing is missing", () => {
  const lasting = createLastingLag();
  for (let second = 1; second < 10; second++) {
    const said = Array.from({ length: second * 3 }, (_, index) => `m${index}`);
    expect(lasting.between(mine(second * 1_000, said), other(second * 1_000 - 500, said.slice(0, -2)))).toBeNull();
  }
});

test("an instance that cannot reach its store disagrees with nobody: what it says of the room is old", () => {
  const lasting = createLastingLag();
  for (let at = 1_000; at < 10_000; at += 1_000) {
    expect(lasting.between(mine(at), { ...other(at, ["m1"]), status: "degraded" })).toBeNull();
  }
});

test("an instance that does not answer any more disagrees with nobody", () => {
  const lasting = createLastingLag();
  for (let at = 1_000; at < 10_000; at += 1_000) {
    expect(lasting.between(mine(at), other(500, ["m1"]))).toBeNull();
  }
});
