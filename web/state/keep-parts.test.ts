import { expect, test } from "vitest";
import { keepParts } from "./keep-parts.ts";

test("what says the same stays the same object", () => {
  const last = { people: [{ id: "a" }], verdict: { tone: "good" } };
  expect(keepParts(last, { people: [{ id: "a" }], verdict: { tone: "good" } })).toBe(last);
});

test("only what changed is another one", () => {
  const last = { people: [{ id: "a" }], verdict: { tone: "good" } };
  const next = keepParts(last, { people: [{ id: "a" }], verdict: { tone: "bad" } });
  expect(next).not.toBe(last);
  expect(next.people).toBe(last.people);
  expect(next.verdict).toEqual({ tone: "bad" });
});

test("a part that is gone is a change", () => {
  expect(keepParts({ a: { x: 1, y: 2 } }, { a: { x: 1 } as { x: number; y: number } }).a).toEqual({ x: 1 });
});

test("long lists are not compared item by item", () => {
  const list = () => Array.from({ length: 201 }, (_, index) => index);
  const last = { rows: list() };
  expect(keepParts(last, { rows: last.rows })).toBe(last);
  expect(keepParts(last, { rows: list() })).not.toBe(last);
});
