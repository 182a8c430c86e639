import { expect, test } from "vitest";
import { createTimeline, type NewTimelineEntry } from "./timeline.ts";

const entry = (kind: NewTimelineEntry["kind"], at: number, room = "lobby"): NewTimelineEntry => ({
  at,
  kind,
  level: "info",
  instance: "chat-1",
  text: `a message came in #${room}`,
  detail: kind === "message-in" ? { room, count: 1 } : {},
});

test("a burst of messages is one entry with a count", () => {
  const log = createTimeline();
  for (let at = 0; at < 1000; at++) log.note(entry("message-in", at));
  expect(log.kept.peek().entries).toMatchObject([{ text: "1000 messages came in #lobby", detail: { count: 1000 } }]);
});

test("a message in another room, or a second later, is an entry of its own", () => {
  const log = createTimeline();
  log.note(entry("message-in", 0));
  log.note(entry("message-in", 1, "ops"));
  log.note(entry("message-in", 2));
  log.note(entry("message-in", 1002));
  expect(log.kept.peek().entries).toHaveLength(4);
});

test("when it is full, messages go before anything else, the oldest first", () => {
  const log = createTimeline(3);
  log.note(entry("connected", 0));
  log.note(entry("message-out", 1));
  log.note(entry("message-out", 2));
  log.note(entry("disconnected", 3));
  const { entries, dropped } = log.kept.peek();
  expect(entries.map(({ kind, at }) => [kind, at])).toEqual([
    ["connected", 0],
    ["message-out", 2],
    ["disconnected", 3],
  ]);
  expect(dropped).toBe(1);
});

test("without messages, the oldest goes", () => {
  const log = createTimeline(2);
  for (let at = 0; at < 5; at++) log.note(entry("retry", at));
  expect(log.kept.peek().entries.map(({ at }) => at)).toEqual([3, 4]);
});

test("an entry is amended with how it ended, and one that is gone is left alone", () => {
  const log = createTimeline(1);
  const gone = log.note(entry("message-out", 0));
  const id = log.note(entry("message-out", 1));
  log.amend(id, { level: "good", text: "accepted", detail: { instance: "chat-2" } });
  log.amend(gone, { text: "lost" });
  expect(log.kept.peek().entries).toMatchObject([
    { id, level: "good", text: "accepted", detail: { instance: "chat-2" } },
  ]);
});
