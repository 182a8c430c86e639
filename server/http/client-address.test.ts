import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { createClientAddress, networkOf } from "./client-address.ts";

const PROXY = "10.0.0.9";

test.each([
  [undefined, PROXY],
  ["203.0.113.7", "203.0.113.7"],
  ["1.2.3.4, 203.0.113.7", "203.0.113.7"],
  ["spoofed,  203.0.113.7 ", "203.0.113.7"],
  ["", PROXY],
  ["1.2.3.4,", PROXY],
  ["x".repeat(1_000), "x".repeat(64)],
])("from a trusted proxy, X-Forwarded-For %j means %j", (forwarded, expected) => {
  const headers = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
  const socket = { remoteAddress: PROXY } as Socket;
  expect(createClientAddress(["private"])({ headers, socket })).toBe(expected);
});

test.each([
  ["198.51.100.1", ["loopback", "private"], false],
  ["127.0.0.1", ["loopback"], true],
  ["::ffff:127.0.0.1", ["loopback"], true],
  ["::1", ["loopback"], true],
  ["10.1.2.3", ["loopback"], false],
  ["10.1.2.3", ["10.0.0.0/8"], true],
  ["11.1.2.3", ["10.0.0.0/8"], false],
  ["198.51.100.1", ["198.51.100.1"], true],
  ["198.51.100.2", ["198.51.100.1"], false],
  ["2001:db8::7", ["2001:db8::/32"], true],
  ["127.0.0.1", [], false],
])("peer %s, trusted %j: its X-Forwarded-For counts: %j", (remoteAddress, trusted, counts) => {
  const request = { headers: { "x-forwarded-for": "203.0.113.7" }, socket: { remoteAddress } as Socket };
  expect(createClientAddress(trusted)(request)).toBe(counts ? "203.0.113.7" : remoteAddress.replace("::ffff:", ""));
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::6", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["nonsense", "nonsense"],
])("limits count %s as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
