import { expect, test } from "vitest";
import { createInstanceColours } from "./instance-colour.ts";

function colours(remembered: unknown = null) {
  let saved = remembered;
  const colour = createInstanceColours({ read: () => saved, write: (_where, _key, next) => (saved = next) });
  return { colour, saved: () => saved };
}

test.each([
  ["chat-1", 0],
  ["chat-3", 2],
  ["CHAT12", 3],
])("%s has the colour that its number says", (instance, colour) => {
  expect(colours().colour(instance)).toBe(colour);
});

test("hostnames get colours of their own, as long as there are free ones", () => {
  const { colour } = colours();
  const hosts = Array.from({ length: 8 }, (_, index) => `ip-10-0-0-${index}.ec2.internal`);
  expect(new Set(hosts.map(colour)).size).toBe(8);
});

test("a hostname keeps its colour in another window", () => {
  const first = colours();
  const before = first.colour("ip-10-0-1-7");
  expect(colours(first.saved()).colour("ip-10-0-1-7")).toBe(before);
});

test("nonsense in the memory is not a colour", () => {
  expect(colours({ "ip-1.a": Number.NaN }).colour("ip-1.a")).toBeGreaterThanOrEqual(0);
});
