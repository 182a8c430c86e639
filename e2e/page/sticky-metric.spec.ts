import { expect, test } from "../fixtures.ts";

/** A page asks each second; this stands for half a minute of idling, however slow the machine is. */
const POLLS = 30;

test("one visit is one NonStickyRequestCount, and a page that only looks on adds none", async ({ startLab, enter }) => {
  const lab = await startLab();
  const nonSticky = () => lab.balancer.state().loadBalancer.metrics.NonStickyRequestCount;
  const polls = () =>
    lab.balancer.state().targetGroups.find(({ name }) => name === "instance-reports")!.metrics.RequestCount;
  await enter(lab, "Ada");
  expect(nonSticky()).toBe(1);
  const before = polls();
  await expect.poll(() => polls() - before, { timeout: 60_000 }).toBeGreaterThanOrEqual(POLLS);
  expect(nonSticky()).toBe(1);
});
