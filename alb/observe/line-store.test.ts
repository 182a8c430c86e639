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

it("gives all of them away at once", () => {
  const store = createLineStore(10);
  for (const line of ["a", ""]) store.add(line);
  store.addBytes(Buffer.from("c\n"));
  expect(store.size).toBe(3);
  expect(store.takeAll().toString()).toBe("a\n\nc\n");
  expect([store.size, store.takeAll().length, store.lines()]).toEqual([0, 0, []]);
  store.add("b");
  expect(store.lines()).toEqual(["b"]);
});
