import { expect, test } from "vitest";
import { createLastingLag } from "./lasting-lag.ts";
import type { Sighting } from "./sightings-book.ts";

function sighting(instance: string, ids: string[], people = ["ada"], id = "a"): Sighting {
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
  return { instance, bootId: "b", askedAt: 0, seenAt: 0, status: "healthy", state: "redis", connections: 1, room };
}

const mine = sighting("chat-1", ["m1", "m2"]);

test.each<[what: string, other: Sighting, lag: object | null]>([
  ["the same messages and people", sighting("chat-2", ["m1", "m2"]), null],
  [
    "a message of mine is missing",
    sighting("chat-2", ["m1"]),
    { missingThere: 1, missingHere: 0, peopleDiffer: false },
  ],
  [
    "one of theirs is missing here",
    sighting("chat-2", ["m1", "m2", "m3"]),
    { missingThere: 0, missingHere: 1, peopleDiffer: false },
  ],
  ["other people", sighting("chat-2", ["m1", "m2"], ["bo"]), { missingThere: 0, missingHere: 0, peopleDiffer: true }],
  ["another version, which is no lag", sighting("chat-2", ["m9"], ["bo"], "b"), null],
])("%s", (_what, other, lag) => {
  const lasting = createLastingLag();
  // At first it may be on its way.
  expect(lasting.between(mine, other, 0)).toBeNull();
  expect(lasting.between(mine, other, 1_999)).toBeNull();
  expect(lasting.between(mine, other, 2_000)).toEqual(lag);
});

test("a difference that was gone in between begins anew", () => {
  const lasting = createLastingLag();
  lasting.between(mine, sighting("chat-2", ["m1"]), 0);
  lasting.between(mine, sighting("chat-2", ["m1", "m2"]), 1_000);
  expect(lasting.between(mine, sighting("chat-2", ["m1"]), 2_500)).toBeNull();
});
