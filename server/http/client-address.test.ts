import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { clientAddress } from "./client-address.ts";

const socket = { remoteAddress: "10.0.0.9" } as Socket;

test.each([
  [undefined, "10.0.0.9"],
  ["203.0.113.7", "203.0.113.7"],
  ["1.2.3.4, 203.0.113.7", "203.0.113.7"],
  ["spoofed,  203.0.113.7 ", "203.0.113.7"],
  ["", "10.0.0.9"],
  ["1.2.3.4,", "10.0.0.9"],
  ["x".repeat(1_000), "x".repeat(64)],
])("X-Forwarded-For %j means %j", (forwarded, expected) => {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  expect(clientAddress({ headers, socket })).toBe(expected);
});
