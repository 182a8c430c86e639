import { expect, test } from "vitest";
import { factsOf, versionOf, type MyVersion } from "./room-versions.ts";
import type { Sighting } from "./sightings-book.ts";

const mine: MyVersion = {
  instance: "chat-1",
  bootId: "boot",
  state: "memory",
  roomId: "a",
  self: "ada",
  members: new Map([["ada", { id: "ada", name: "Ada", tabs: 1 }]]),
  messages: 2,
  lastMessage: { name: "Ada", at: 5 },
  holds: (id) => ["m1", "m2"].includes(id),
};

function sighting(roomId: string, ids: string[], more: Partial<Sighting> = {}): Sighting {
  const members = [
    { id: "ada", name: "Ada" },
    { id: "bo", name: "Bo" },
  ];
  const report = {
    room: "lobby",
    id: roomId,
    members,
    messageIds: ids,
    messageCount: ids.length,
    digest: ids.join(),
    lastMessage: null,
  };
  const room = { report, ids: new Set(ids) };
  return {
    instance: "chat-2",
    bootId: "b",
    askedAt: 0,
    seenAt: 1_000,
    status: "healthy",
    state: "memory",
    connections: 1,
    question: 1,
    room,
    ...more,
  };
}

test("another version is set against mine", () => {
  const facts = factsOf(sighting("b", ["m1", "m8", "m9"]), mine);
  expect(facts).toMatchObject({
    sameVersion: false,
    messages: 3,
    people: 2,
    messagesOnlyThere: 2,
    messagesOnlyHere: 1,
  });
  expect(facts?.members).toEqual([
    { id: "ada", name: "Ada", isHere: true, isYou: true },
    { id: "bo", name: "Bo", isHere: false, isYou: false },
  ]);
});

test("the same version has nothing to compare, and one that never heard of the room has no facts", () => {
  expect(factsOf(sighting("a", ["m1"]), mine)).toMatchObject({ sameVersion: true, messagesOnlyThere: null });
  expect(factsOf(sighting("a", [], { room: null }), mine)).toBeNull();
});

test.each([
  ["fresh", sighting("b", []), false, 1, "fresh"],
  ["silent", sighting("b", []), true, 1, "silent"],
])("a row says its age: %s", (_what, seen, silent, age, sight) => {
  expect(versionOf("chat-2", seen, mine, { now: 2_500, silent, ended: null })).toMatchObject({
    ageSeconds: age,
    sight,
    isMine: false,
  });
});

test("my own row is what this window holds, seen or not", () => {
  expect(versionOf("chat-1", undefined, mine, { now: 0, silent: false, ended: null })).toMatchObject({
    isMine: true,
    sight: "unseen",
    room: { people: 1, messages: 2, lastMessage: { name: "Ada", at: 5 } },
  });
});
