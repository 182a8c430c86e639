import { expect, test } from "vitest";
import { createTokenBucket } from "./token-bucket.ts";

test("a bucket lets a burst through at once, then as many as a second brings", () => {
  let now = 0;
  const bucket = createTokenBucket({ perSecond: 2, burst: 3 }, () => now);
  const take = (times: number) => Array.from({ length: times }, () => bucket.take());
  expect(take(5)).toEqual([true, true, true, false, false]);
  now = 499;
  expect(take(1)).toEqual([false]);
  now = 1_000;
  expect(take(3)).toEqual([true, true, false]);
  now = 3_600_000;
  expect(take(4)).toEqual([true, true, true, false]);
});

test("a clock that is set back gives nothing", () => {
  let now = 1_000_000;
  const bucket = createTokenBucket({ perSecond: 1, burst: 1 }, () => now);
  expect(bucket.take()).toBe(true);
  now = 0;
  expect(bucket.take()).toBe(false);
  now = 1_000;
  expect(bucket.take()).toBe(true);
});
