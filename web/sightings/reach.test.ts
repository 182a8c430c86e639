import { expect, test } from "vitest";
import { reach } from "./reach.ts";

test.each([
  [
    "apart",
    [
      { holds: "yes", members: ["ada"] },
      { holds: "no", members: ["bo"] },
      { holds: "no", members: ["cy"] },
    ],
    { seenBy: 1, people: 3 },
  ],
  [
    "one shared room, told by each instance",
    [
      { holds: "yes", members: ["ada", "bo"] },
      { holds: "yes", members: ["ada", "bo"] },
    ],
    { seenBy: 2, people: 2 },
  ],
  [
    "alone",
    [
      { holds: "yes", members: ["ada"] },
      { holds: "no", members: [] },
    ],
    null,
  ],
  [
    "an instance has not been asked since",
    [
      { holds: "yes", members: ["ada"] },
      { holds: "unknown", members: ["bo"] },
    ],
    null,
  ],
] as const)("%s", (_, holders, expected) => {
  expect(reach(holders)).toEqual(expected);
});
