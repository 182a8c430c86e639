import { expect, it } from "vitest";
import { hostHeader } from "./host-header.ts";

it.each([
  ["no port on 80", "Example.COM:8080", null, 80, "example.com"],
  ["no port on 443", "example.com:443", null, 443, "example.com"],
  ["the listener's port where none is named", "Example.com", null, 8080, "example.com:8080"],
  ["the client's port where one is named", "example.com:9999", null, 8080, "example.com:9999"],
  ["the listener's port after an empty one", "example.com:", null, 8080, "example.com:8080"],
  ["the request line's own host first", "other.com", "Example.org:81", 8080, "example.org:81"],
  ["an IPv6 address without a port", "[::1]", null, 8080, "[::1]:8080"],
  ["an IPv6 address with a port", "[::1]:8080", null, 80, "[::1]"],
  ["the balancer's own name when there is none (HTTP/1.0)", undefined, null, 80, "lb.example"],
  ["the balancer's own name instead of an empty one", "", null, 8080, "lb.example:8080"],
])("%s (R7.4)", (_, received, authority, listenerPort, expected) => {
  expect(hostHeader(received, authority, { listenerPort, dnsName: "lb.example" })).toBe(expected);
});
