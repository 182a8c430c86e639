import { expect, test } from "vitest";
import type { Sighting } from "./sightings-book.ts";
import { unheard } from "./unheard.ts";

const lastMessage = { id: "m9", name: "Bo", at: 5 };
function sighting(roomId: string, ids: string[], messageCount = ids.length): Sighting {
  const report = {
    room: "lobby",
    id: roomId,
    members: [],
    messageIds: ids,
    messageCount,
    digest: "",
    lastMessage: ids.length > 0 ? lastMessage : null,
  };
  return {
    instance: "chat-2",
    bootId: "b",
    askedAt: 0,
    seenAt: 0,
    status: "healthy",
    state: "memory",
    connections: 0,
    question: 1,
    room: { report, ids: new Set(ids) },
  };
}
const nothing = () => false;

test("messages of another version are unheard, with who spoke last and when", () => {
  expect(unheard([sighting("b", ["m8", "m9"])], "a", nothing)).toEqual([
    { instance: "chat-2", messages: 2, isLeast: false, lastMessage: { name: "Bo", at: 5 } },
  ]);
});

test("what this window had before it moved is not unheard", () => {
  expect(unheard([sighting("b", ["m8", "m9"])], "a", (id) => id === "m8")[0]?.messages).toBe(1);
  expect(unheard([sighting("b", ["m8"])], "a", () => true)).toEqual([]);
});

test("one room on two instances hides nothing: what is missing there is on its way", () => {
  expect(unheard([sighting("a", ["m8"])], "a", nothing)).toEqual([]);
});

test("an instance that tells of its newest only has at least those", () => {
  expect(unheard([sighting("b", ["m8", "m9"], 700)], "a", nothing)[0]).toMatchObject({ messages: 2, isLeast: true });
});

test("an empty version, and one that never heard of the room, hold nothing", () => {
  expect(unheard([sighting("b", []), { ...sighting("b", []), room: null }], "a", nothing)).toEqual([]);
});
