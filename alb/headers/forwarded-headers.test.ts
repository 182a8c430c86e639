import { describe, expect, it } from "vitest";
import { forwardedAddressCount, forwardedFor as linesFor, type ForwardedForSettings } from "./forwarded-headers.ts";
import { HeaderFields } from "./header-fields.ts";

interface Peer {
  sourceIp: string;
}
/** The values that a target receives for these of a client's. */
const forwardedFor = (received: string[], over: Partial<ForwardedForSettings & Peer> = {}) => {
  const { sourceIp = "192.0.2.1", ...settings } = over;
  const headers = HeaderFields.of(received.flatMap((value) => ["X-Forwarded-For", value]));
  const text = linesFor(
    headers,
    { sourceIp, sourcePort: 4711 },
    { mode: "append", withClientPort: false, ...settings },
  );
  return text.split("\r\n").flatMap((line) => (line === "" ? [] : [line.slice("X-Forwarded-For: ".length)]));
};

describe("X-Forwarded-For (R7.1)", () => {
  it.each<[string, string[], Partial<ForwardedForSettings & Peer>, string[]]>([
    ["append: none", [], {}, ["192.0.2.1"]],
    ["append: one", ["10.0.0.1"], {}, ["10.0.0.1, 192.0.2.1"]],
    ["append: several", ["a, b", "c"], {}, ["a, b, c, 192.0.2.1"]],
    ["append: IPv6", [], { sourceIp: "2001:db8::1" }, ["2001:db8::1"]],
    ["append with the port", ["a"], { withClientPort: true }, ["a, 192.0.2.1:4711"]],
    ["append with the port: IPv6", [], { sourceIp: "::1", withClientPort: true }, ["[::1]:4711"]],
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
