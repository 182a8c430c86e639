import { expect, test } from "vitest";
import { isHostAllowed } from "./is-host-allowed.ts";

const LAB = ["workshop"];

test.each([
  ["anything.example", [], true],
  [undefined, [], true],
  ["localhost:8000", LAB, true],
  ["chat.localhost", LAB, true],
  ["127.0.0.1:8000", LAB, true],
  ["192.168.1.7", LAB, true],
  ["[::1]:8000", LAB, true],
  ["WORKSHOP:8000", LAB, true],
  ["rebound.example:8000", LAB, false],
  ["localhost.rebound.example", LAB, false],
  ["127.0.0.1.rebound.example", LAB, false],
  ["[rebound.example]", LAB, false],
  ["", LAB, false],
  [undefined, LAB, false],
])("Host %j where %j are allowed: %j", (host, allowed, expected) => {
  expect(isHostAllowed(host, allowed)).toBe(expected);
});
