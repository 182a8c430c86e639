import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { takeTurns } from "./take-turns.ts";

test("one goes on in each turn of the event loop, in the order they came", async () => {
  const turn = takeTurns();
  const went: number[] = [];
  const all = Promise.all([1, 2, 3].map(async (one) => went.push((await turn(), one))));
  const seen = [];
  for (let turns = 0; turns < 3; turns += 1) {
    await nextTurn();
    seen.push(went.length);
  }
  await all;
  expect(went).toEqual([1, 2, 3]);
  expect(seen).toEqual([1, 2, 3]);
  await turn();
});
