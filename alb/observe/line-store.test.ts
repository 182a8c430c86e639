import { expect, it } from "vitest";
import { createLineStore } from "./line-store.ts";

it("keeps as many of the newest lines as it shall, in order, of any length", () => {
  const store = createLineStore(5);
  expect(store.lines()).toEqual([]);
  const lines = Array.from({ length: 60 }, (_, i) => `${i} ${"x".repeat((i * 997) % 40_000)}`);
  for (const [index, line] of lines.entries()) {
    store.add(line);
    expect(store.lines()).toEqual(lines.slice(Math.max(0, index - 4), index + 1));
  }
  // Old blocks are let go: a few lines of 120 kB at most are kept on top.
  expect(store.size).toBeLessThan(30);
});

it("gives away what is new, once, and keeps it", () => {
  const store = createLineStore(10);
  for (const line of ["a", ""]) store.add(line);
  expect(store.takeNew().toString()).toBe("a\n\n");
  expect(store.takeNew().length).toBe(0);
  store.add("b");
  expect(store.takeNew().toString()).toBe("b\n");
  expect([store.size, store.lines()]).toEqual([3, ["a", "", "b"]]);
});

it("keeps more lines for who takes them than for who reads the newest", () => {
  const lines = Array.from({ length: 200 }, (_, i) => `${i} ${"x".repeat(20_000)}`);
  const store = createLineStore(5, 100);
  for (const line of lines) store.add(line);
  expect(store.lines()).toEqual(lines.slice(-5));
  const taken = store.takeNew().toString().trimEnd().split("\n");
  expect(taken.length).toBeGreaterThanOrEqual(100);
  expect(taken.length).toBeLessThan(130);
  expect(taken).toEqual(lines.slice(-taken.length));
  // Once they are taken nothing holds them.
  for (const line of lines) {
    store.add(line);
    store.takeNew();
  }
  expect(store.size).toBeLessThan(30);
});
