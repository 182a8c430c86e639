import { expect, test } from "vitest";
import { createTimelineLog, type NewTimelineEntry } from "./timeline-log.ts";

const entry = (kind: NewTimelineEntry["kind"], at: number, room = "lobby"): NewTimelineEntry => ({
  at,
  kind,
  level: "info",
  instance: "chat-1",
  text: `a message came in #${room}`,
  detail: kind === "message-in" ? { room, count: 1 } : {},
});

test("a burst of messages is one entry with a count", () => {
  const log = createTimelineLog();
  for (let at = 0; at < 1000; at++) log.add(entry("message-in", at));
  expect(log.snapshot().entries).toMatchObject([{ text: "1000 messages came in #lobby", detail: { count: 1000 } }]);
});

test("a message in another room, or a second later, is an entry of its own", () => {
  const log = createTimelineLog();
  log.add(entry("message-in", 0));
  log.add(entry("message-in", 1, "ops"));
  log.add(entry("message-in", 2));
  log.add(entry("message-in", 1002));
  expect(log.snapshot().entries).toHaveLength(4);
});

test("when it is full, messages go before anything else, the oldest first", () => {
  const log = createTimelineLog(3);
  log.add(entry("connected", 0));
  log.add(entry("message-out", 1));
  log.add(entry("message-out", 2));
  log.add(entry("disconnected", 3));
  const { entries, dropped } = log.snapshot();
  expect(entries.map(({ kind, at }) => [kind, at])).toEqual([
    ["connected", 0],
    ["message-out", 2],
    ["disconnected", 3],
  ]);
  expect(dropped).toBe(1);
});

test("without messages, the oldest goes", () => {
  const log = createTimelineLog(2);
  for (let at = 0; at < 5; at++) log.add(entry("retry", at));
  expect(log.snapshot().entries.map(({ at }) => at)).toEqual([3, 4]);
});

test("an entry is amended with how it ended, and one that is gone is left alone", () => {
  const log = createTimelineLog(1);
  const gone = log.add(entry("message-out", 0));
  const id = log.add(entry("message-out", 1));
  log.amend(id, { level: "good", text: "accepted", detail: { instance: "chat-2" } });
  log.amend(gone, { text: "lost" });
  expect(log.snapshot().entries).toMatchObject([
    { id, level: "good", text: "accepted", detail: { instance: "chat-2" } },
  ]);
});
