import { expect, it } from "vitest";
import { cidrBlock } from "./cidr-block.ts";

it.each<[string, string, boolean]>([
  ["192.0.2.0/24", "192.0.2.255", true],
  ["192.0.2.0/24", "192.0.3.0", false],
  ["192.0.2.7/32", "192.0.2.7", true],
  ["192.0.2.7/32", "192.0.2.8", false],
  ["0.0.0.0/0", "198.51.100.1", true],
  ["0.0.0.0/0", "2001:db8::1", false],
  ["192.0.2.0/24", "::ffff:192.0.2.9", true],
  ["2001:db8::/32", "2001:db8:1::1", true],
  ["2001:db8::/32", "2001:db9::1", false],
  ["192.0.2.0/24", "not an address", false],
])("%s holds %s: %s", (block, address, expected) => {
  expect(cidrBlock(block)!(address)).toBe(expected);
});

it.each(["192.0.2.0", "192.0.2.0/33", "192.0.2/24", "2001:db8::/129", "*", "a/8", "192.0.2.0/-1", ""])(
  "%j is not a range",
  (text) => {
    expect(cidrBlock(text)).toBeNull();
  },
);
