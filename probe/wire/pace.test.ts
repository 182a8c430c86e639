import { expect, it } from "vitest";
import { createPace, OutOfTime } from "./pace.ts";

it("lets the most urgent go first, and of them a random one", async () => {
  const pace = createPace({ perSecond: 1000, seconds: 60, random: () => 0.99 });
  const order: string[] = [];
  const ask = async (name: string, urgency: number) => {
    await pace.turn({ urgency });
    order.push(name);
  };
  await Promise.all([ask("side", 0), ask("first", 1), ask("second", 1)]);
  expect(order).toEqual(["second", "first", "side"]);
  expect(pace.requests()).toBe(3);
});

it("spaces them, and ends all that wait when the time is up", async () => {
  const pace = createPace({ perSecond: 20, seconds: 0.12 });
  const begun = performance.now();
  const turns = await Promise.allSettled(Array.from({ length: 6 }, () => pace.turn()));
  const given = turns.filter(({ status }) => status === "fulfilled").length;
  expect(given).toBeGreaterThan(0);
  expect(given).toBeLessThanOrEqual(3);
  expect(turns.find((turn) => turn.status === "rejected")).toMatchObject({ reason: expect.any(OutOfTime) });
  expect(performance.now() - begun).toBeGreaterThanOrEqual((given - 1) * 50 - 5);
  await expect(pace.turn()).rejects.toThrow(OutOfTime);
});

it("lets those go at once that say so, and makes up for it", async () => {
  const pace = createPace({ perSecond: 10, seconds: 60 });
  const at: number[] = [];
  const ask = async (isTogether: boolean) => {
    await pace.turn({ isTogether, urgency: isTogether ? 1 : 0 });
    at.push(performance.now());
  };
  await Promise.all([ask(false), ask(true), ask(true), ask(true), ask(true), ask(true)]);
  expect(at[4]! - at[0]!).toBeLessThan(300);
  expect(at[5]! - at[0]!).toBeGreaterThanOrEqual(499);
});

it("lets no more go at once than in a second", async () => {
  const pace = createPace({ perSecond: 2, seconds: 0.5 });
  const turns = await Promise.allSettled([1, 2, 3].map(() => pace.turn({ isTogether: true })));
  expect(turns.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
});
