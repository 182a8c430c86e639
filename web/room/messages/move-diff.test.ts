import { describe, expect, test } from "vitest";
import type { Message } from "../../../protocol/events.ts";
import type { SeenRoom } from "./move-block.ts";
import { moveDiff } from "./move-diff.ts";
import { moveSentence } from "./move-sentence.ts";

const message = (id: string, roomId: string, seq: number): Message => ({
  id,
  room: "lobby",
  roomId,
  seq,
  name: "Ada",
  member: "ada",
  text: id,
  instance: `of-${roomId}`,
  at: 1000 + seq,
});
const messages = (roomId: string, count: number) =>
  Array.from({ length: count }, (_, index) => message(`${roomId}${index + 1}`, roomId, index + 1));
const seen = (roomId: string, instance: string, count: number, more: Partial<SeenRoom> = {}): SeenRoom => ({
  roomId,
  instance,
  bootId: "boot-1",
  seq: count,
  messages: messages(roomId, count),
  held: count,
  others: [],
  blocks: [],
  ...more,
});
const ada = { id: "ada", name: "Ada", tabs: 1 };
const joined = (roomId: string, instance: string, count = 0, members = [ada]) => ({
  roomId,
  instance,
  members,
  messages: messages(roomId, count),
  self: ada,
  seq: count,
});
const now = { key: "move-1", at: 5000, bootId: "boot-1" };
const limits = { vanished: 100 };
const others = [
  { id: "bo", name: "Bo" },
  { id: "cy", name: "Cy" },
];
const sentences = (blocks: readonly Parameters<typeof moveSentence>[1][]) =>
  blocks.map((block) => moveSentence("lobby", block).sentence);

describe("moveDiff", () => {
  test("coming back to the same version on the same instance is not a move", () => {
    expect(moveDiff(seen("a", "chat-1", 4), joined("a", "chat-1", 4), now, limits)).toEqual([]);
  });

  test("in another version, everything seen has vanished and the people are gone", () => {
    const [block] = moveDiff(seen("a", "chat-1", 4, { others }), joined("b", "chat-2", 2), now, limits);
    expect(block?.vanished.map(({ id }) => id)).toEqual(["a1", "a2", "a3", "a4"]);
    expect(block).toMatchObject({ afterSeq: 2, names: ["Bo", "Cy"] });
    expect(sentences([block!])).toEqual(["You moved chat-1 → chat-2: 4 messages and 2 people are gone"]);
  });

  test("a person whom the new version holds too is not gone", () => {
    const bo = { id: "bo", name: "Bo", tabs: 1 };
    const blocks = moveDiff(seen("a", "chat-1", 1, { others }), joined("b", "chat-2", 0, [ada, bo]), now, limits);
    expect(sentences(blocks)).toEqual(["You moved chat-1 → chat-2: 1 message and 1 person are gone"]);
  });

  test("a message that the new version holds under the same id (a retry) has not vanished", () => {
    const there = { ...joined("b", "chat-2", 1), messages: [message("a2", "b", 1)] };
    const [block] = moveDiff(seen("a", "chat-1", 2), there, now, limits);
    expect(block?.vanished.map(({ id }) => id)).toEqual(["a1"]);
    expect(block?.messagesGone).toBe(1);
  });

  test("one room on two instances loses nothing", () => {
    const blocks = moveDiff(seen("a", "chat-1", 4, { others }), joined("a", "chat-2", 4), now, limits);
    expect(sentences(blocks)).toEqual(["You moved chat-1 → chat-2: nothing is gone, both hold the same room"]);
  });

  test.each([
    ["another boot id", "boot-2", "chat-1 restarted with an empty memory: 1 message is gone"],
    ["the same boot id", "boot-1", "chat-1 had forgotten #lobby, because nobody was in it: 1 message is gone"],
  ])("another version on the same instance with %s", (_case, bootId, sentence) => {
    const blocks = moveDiff(seen("a", "chat-1", 1), joined("b", "chat-1"), { ...now, bootId }, limits);
    expect(sentences(blocks)).toEqual([sentence]);
  });

  test("says so when there was nothing to lose", () => {
    const blocks = moveDiff(seen("a", "chat-1", 0), joined("b", "chat-2"), now, limits);
    expect(sentences(blocks)).toEqual(["You moved chat-1 → chat-2: nothing had been said in the version before"]);
  });

  test("on the way back, what had vanished is here again and what was left behind is gone", () => {
    const away = moveDiff(seen("a", "chat-1", 4), joined("b", "chat-2", 0), now, limits);
    const back = moveDiff(
      seen("b", "chat-2", 2, { blocks: away }),
      joined("a", "chat-1", 4),
      { ...now, key: "move-2" },
      limits,
    );
    expect(sentences(back)).toEqual(["You moved chat-2 → chat-1: 4 messages are here again; 2 messages are gone"]);
  });

  test("a third version stands under both moves", () => {
    const first = moveDiff(seen("a", "chat-1", 1), joined("b", "chat-2", 0), now, limits);
    const second = moveDiff(
      seen("b", "chat-2", 1, { blocks: first }),
      joined("c", "chat-3", 7),
      { ...now, key: "move-2" },
      limits,
    );
    expect(second.map(({ afterSeq, vanished }) => [afterSeq, vanished.length])).toEqual([
      [7, 1],
      [7, 1],
    ]);
  });

  test("counts all that is gone and keeps the newest", () => {
    const many = seen("a", "chat-1", 10, { held: 1000 });
    const [block] = moveDiff(many, joined("b", "chat-2"), now, { vanished: 3 });
    expect(block?.messagesGone).toBe(1000);
    expect(block?.vanished.map(({ id }) => id)).toEqual(["a8", "a9", "a10"]);
  });

  test("keeps the newest over all moves", () => {
    const first = moveDiff(seen("a", "chat-1", 3), joined("b", "chat-2"), now, { vanished: 4 });
    const second = moveDiff(seen("b", "chat-2", 3, { blocks: first }), joined("c", "chat-3"), now, { vanished: 4 });
    expect(second.map(({ vanished }) => vanished.map(({ id }) => id))).toEqual([["a3"], ["b1", "b2", "b3"]]);
  });
});
