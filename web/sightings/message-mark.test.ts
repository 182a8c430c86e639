import { expect, test } from "vitest";
import { firstSeqOf, messageMark, type MarkedMessage } from "./message-mark.ts";
import type { Sighting } from "./sightings-book.ts";

const sighting = (roomId: string | null, ids: string[] = [], messageCount = ids.length): Sighting => ({
  instance: "chat-2",
  bootId: "boot",
  askedAt: 10_000,
  seenAt: 10_050,
  status: "healthy",
  state: "memory",
  connections: 0,
  question: 1,
  room: roomId === null ? null : roomOf(roomId, ids, messageCount),
});
const roomOf = (id: string, messageIds: string[], messageCount: number): NonNullable<Sighting["room"]> => ({
  report: { room: "lobby", id, members: [], messageIds, messageCount, digest: "", lastMessage: null },
  ids: new Set(messageIds),
});
const message = (more: Partial<MarkedMessage> = {}): MarkedMessage => ({
  id: "m5",
  roomId: "a",
  seq: 5,
  receivedAt: 1000,
  ...more,
});

const table: [string, MarkedMessage, Sighting | undefined, boolean, number | null, string][] = [
  ["an instance that was never seen", message(), undefined, false, null, "unknown"],
  ["a silent instance", message(), sighting("a", ["m5"]), true, 1, "unknown"],
  ["it tells of the message", message(), sighting("a", ["m5"]), false, 5, "yes"],
  ["it tells of the message in another version (a retry)", message(), sighting("b", ["m5"]), false, null, "yes"],
  ["it holds another version without it", message(), sighting("b", ["x"]), false, null, "no"],
  ["it has never heard of the room", message(), sighting(null), false, null, "no"],
  ["it holds another version, and was asked before", message({ receivedAt: 10_500 }), sighting("b"), false, null, "no"],
  ["it had not heard of the room before", message({ receivedAt: 10_000 }), sighting(null), false, null, "unknown"],
  ["it may not have had the shared message yet", message({ receivedAt: 8500 }), sighting("a"), false, null, "unknown"],
  ["it has not got the shared message in time", message({ receivedAt: 7000 }), sighting("a"), false, null, "no"],
  ["the message is older than what it tells", message(), sighting("a", ["m7"], 7), false, 7, "unknown"],
  ["the message is missing within what it tells", message(), sighting("a", ["m4", "m6"], 9), false, 4, "no"],
  ["it tells a part, and nothing that I hold", message(), sighting("a", ["m90"], 90), false, null, "unknown"],
  ["the message is not accepted", message({ roomId: null, seq: null }), sighting("b"), false, null, "unknown"],
  ["the message is not accepted, but there", message({ roomId: null }), sighting("b", ["m5"]), false, null, "yes"],
];
test.each(table)("mark: %s", (_case, message, sighting, silent, firstSeq, holds) => {
  expect(messageMark(message, sighting, silent, firstSeq)).toBe(holds);
});

test("the first number is found by any message that both hold", () => {
  const seqs = new Map([["m8", 8]]);
  expect(firstSeqOf(["m6", "m7", "m8"], (id) => seqs.get(id))).toBe(6);
  expect(firstSeqOf(["m1"], (id) => seqs.get(id))).toBeNull();
});
