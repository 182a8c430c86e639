import { expect, it } from "vitest";
import { seededRandom } from "./seeded-random.ts";

const draw = (seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: 5 }, () => random.next());
};

it("the same seed draws the same numbers, another draws others", () => {
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it("a fork depends on seed and name only, not on what was drawn before", () => {
  const used = seededRandom(7);
  used.next();
  expect(used.fork("Ada").next()).toBe(seededRandom(7).fork("Ada").next());
  expect(seededRandom(7).fork("Bo").next()).not.toBe(seededRandom(7).fork("Ada").next());
});

it("shuffles to every order alike, and loses nothing", () => {
  const random = seededRandom(1);
  const orders = new Map<string, number>();
  for (let round = 0; round < 6_000; round += 1) {
    const order = random.shuffled(["a", "b", "c"]).join("");
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  expect(orders.size).toBe(6);
  for (const count of orders.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
