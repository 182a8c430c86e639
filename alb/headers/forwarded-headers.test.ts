import { describe, expect, it } from "vitest";
import { forwardedAddressCount, forwardedHeaders, type ForwardedContext } from "./forwarded-headers.ts";

const context: ForwardedContext = {
  clientAddress: "192.0.2.1",
  clientPort: 4711,
  listenerPort: 8080,
  mode: "append",
  withClientPort: false,
};
const lines = (received: string[], over: Partial<ForwardedContext> = {}) =>
  forwardedHeaders(received, { ...context, ...over });
const forwardedFor = (received: string[], over: Partial<ForwardedContext> = {}) => {
  const flat = lines(received, over);
  return flat.filter((_, index) => index % 2 === 1 && flat[index - 1] === "X-Forwarded-For");
};

describe("X-Forwarded-For (R7.1)", () => {
  it.each<[string, string[], Partial<ForwardedContext>, string[]]>([
    ["append: none", [], {}, ["192.0.2.1"]],
    ["append: one", ["10.0.0.1"], {}, ["10.0.0.1, 192.0.2.1"]],
    ["append: several", ["a, b", "c"], {}, ["a, b, c, 192.0.2.1"]],
    ["append: IPv6", [], { clientAddress: "2001:db8::1" }, ["2001:db8::1"]],
    ["append with the port", ["a"], { withClientPort: true }, ["a, 192.0.2.1:4711"]],
    ["append with the port: IPv6", [], { clientAddress: "::1", withClientPort: true }, ["[::1]:4711"]],
    ["preserve: none", [], { mode: "preserve" }, []],
    ["preserve: several lines stay several", ["a, b", "c"], { mode: "preserve", withClientPort: true }, ["a, b", "c"]],
    ["remove", ["a, b"], { mode: "remove", withClientPort: true }, []],
  ])("%s", (_, received, over, expected) => {
    expect(forwardedFor(received, over)).toEqual(expected);
  });

  it.each([
    [[], 0],
    [["a"], 1],
    [["a, b,c", "d"], 4],
    [["a,, ,b"], 2],
  ])("counts the addresses of %j", (received: string[], expected) => {
    expect(forwardedAddressCount(received)).toBe(expected);
  });
});

it.each(["append", "preserve", "remove"] as const)("proto and port are the listener's in mode %s (R7.2)", (mode) => {
  expect(lines([], { mode }).slice(-4)).toEqual(["X-Forwarded-Proto", "http", "X-Forwarded-Port", "8080"]);
});
