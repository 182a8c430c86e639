import { expect, test } from "vitest";
import { isOriginAllowed } from "./is-origin-allowed.ts";

const allowed = ["https://chat.example.com"];

test.each<[string | undefined, string | undefined, boolean, string]>([
  [undefined, "a.example", true, "a program that is not a browser"],
  ["http://a.example", "a.example", true, "the page itself"],
  ["http://localhost:8000", "localhost:8000", true, "a page on a port"],
  ["http://a.example", "A.Example:80", true, "the port that need not be said"],
  ["https://a.example", "a.example", true, "a balancer that ends TLS"],
  ["https://a.example", "a.example:443", true, "a balancer that ends TLS and says the port"],
  ["http://[::1]:8000", "[::1]:8000", true, "an IPv6 address"],
  ["https://chat.example.com", "other", true, "an origin from the list"],
  ["http://chat.example.com", "other", false, "the list is about the scheme too"],
  ["https://chat.example.com.evil.example", "other", false, "a longer name"],
  ["http://evil.example", "a.example", false, "a page elsewhere"],
  ["http://a.example:81", "a.example", false, "another port"],
  ["http://localhost:8000", "127.0.0.1:8000", false, "another name of the same machine"],
  ["null", "a.example", false, "a file or a sandbox"],
  ["", "a.example", false, "nonsense"],
  ["http://", "a.example", false, "half an origin"],
  ["file://a.example", "a.example", false, "no web page"],
  ["http://a.example", undefined, false, "no host to compare with"],
])("origin %j at host %j: %s (%s)", (origin, host, expected) => {
  expect(isOriginAllowed({ origin, host }, allowed)).toBe(expected);
});
