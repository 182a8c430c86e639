import { expect, it } from "vitest";
import { nodeOfTheDay } from "./other-node.ts";

const DAY_MS = 86_400_000;

it.each([
  [20, [22, 24, 26]],
  [24, [22, 26]],
])("each line of Node but the one that runs (%d) has its turn", (running, lines) => {
  const days = Array.from({ length: 6 }, (_, day) => nodeOfTheDay(day * DAY_MS, running));
  expect([...new Set(days)]).toEqual(lines);
});
