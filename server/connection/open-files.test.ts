import { expect, test } from "vitest";
import { connectionsWithin } from "./open-files.ts";

test.each([
  ["Max open files            1024                 1048576              files", 924],
  ["Max open files            50                   50                   files", 1],
  ["Max open files            unlimited            unlimited            files", null],
  ["", null],
])("%j leaves %j connections", (limits, connections) => {
  expect(connectionsWithin(limits)).toBe(connections);
});
