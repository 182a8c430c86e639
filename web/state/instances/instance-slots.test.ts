import { expect, test } from "vitest";
import { createInstanceSlots } from "./instance-slots.ts";

function slotsOf(remembered: Record<string, number> = {}) {
  let saved = remembered;
  const slots = createInstanceSlots({ load: () => saved, save: (next) => (saved = next) });
  return { ...slots, saved: () => saved };
}

test.each([
  ["chat-1", 0],
  ["chat-3", 2],
  ["CHAT12", 11],
])("%s has the place that its number says", (instance, slot) => {
  expect(slotsOf().slot(instance)).toBe(slot);
});

test("hostnames get places of their own, as long as there are free ones", () => {
  const slots = slotsOf();
  const hosts = Array.from({ length: 8 }, (_, index) => `ip-10-0-0-${index}.ec2.internal`);
  expect(new Set(hosts.map((host) => slots.slot(host))).size).toBe(8);
});

test("a hostname keeps its place in another window", () => {
  const first = slotsOf();
  const slot = first.slot("ip-10-0-1-7");
  expect(slotsOf(first.saved()).slot("ip-10-0-1-7")).toBe(slot);
});

test("nonsense in the memory is no place", () => {
  expect(slotsOf({ "ip-1.a": Number.NaN }).slot("ip-1.a")).toBeGreaterThanOrEqual(0);
});
