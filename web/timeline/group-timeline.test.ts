import { expect, test } from "vitest";
import { groupTimeline } from "./group-timeline.ts";
import type { TimelineEntry, TimelineKind } from "./timeline.ts";

let id = 0;
const entry = (kind: TimelineKind, text: string = kind): TimelineEntry => ({
  id: ++id,
  at: id * 1_000,
  kind,
  text,
  level: "info",
  instance: null,
  detail: {},
});
const attempt = (end: TimelineKind) => [entry("retry", `Attempt ${id}`), entry("handshake"), entry(end)];
const show = (entries: TimelineEntry[]) =>
  groupTimeline(entries).map((row) => (row.kind === "same" ? `${row.attempts} alike` : row.entry.kind));

test("attempts that end alike are one with a count", () => {
  expect(show([entry("handshake"), ...[1, 2, 3].flatMap(() => attempt("unknown-session"))])).toEqual([
    "handshake",
    "2 alike",
    "retry",
    "handshake",
    "unknown-session",
  ]);
});

test("one that goes another way stands for itself, and so does the one under way", () => {
  const entries = [
    ...attempt("unknown-session"),
    ...attempt("unknown-session"),
    ...attempt("connected"),
    entry("retry", "Attempt 9"),
  ];
  expect(show(entries)).toEqual([
    "1 alike",
    ...["retry", "handshake", "unknown-session"],
    ...["retry", "handshake", "connected"],
    "retry",
  ]);
});

test("what is not an attempt is never folded", () => {
  expect(show([entry("message-in", "a"), entry("message-in", "a")])).toEqual(["message-in", "message-in"]);
  expect(show([])).toEqual([]);
});

test("every connection stands for itself, also where each ended like the one before", () => {
  expect(show([...attempt("connected"), ...attempt("connected")])).toEqual([
    ...["retry", "handshake", "connected"],
    ...["retry", "handshake", "connected"],
  ]);
});
