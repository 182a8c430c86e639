import { describe, expect, it } from "vitest";
import { targetRequestHeaders, type HeaderContext } from "./target-request-headers.ts";

const context: HeaderContext = {
  clientAddress: "192.0.2.1",
  clientPort: 4711,
  listenerPort: 8080,
  mode: "append",
  withClientPort: false,
  dnsName: "lb.example",
  preserveHost: false,
  dropInvalid: false,
  isWebSocket: false,
  nowMs: 1_465_510_280_000,
};
const build = (raw: string[], over: Partial<HeaderContext> = {}) =>
  targetRequestHeaders(raw, null, { ...context, ...over });
const own = (headers: string[]) => headers.slice(headers.indexOf("X-Amzn-Trace-Id") + 2);

describe("what a target receives", () => {
  it("begins with the balancer's own headers and goes on with the client's, in order and in their case", () => {
    const { headers, traceId } = build([
      "Host",
      "Example.com",
      "aCCept",
      "*/*",
      "X-A",
      "1",
      "x-a",
      "2",
      "Cookie",
      "c=1",
    ]);
    expect(headers).toEqual([
      "X-Forwarded-For",
      "192.0.2.1",
      "X-Forwarded-Proto",
      "http",
      "X-Forwarded-Port",
      "8080",
      "Host",
      "example.com:8080",
      "X-Amzn-Trace-Id",
      traceId,
      "aCCept",
      "*/*",
      "X-A",
      "1",
      "x-a",
      "2",
      "Cookie",
      "c=1",
    ]);
  });

  it.each<[string, string[], string[]]>([
    ["Expect is answered here (R7.8)", ["Expect", "100-continue", "A", "1"], ["A", "1"]],
    ["the client's X-Forwarded-Proto is overwritten (R7.2)", ["X-Forwarded-Proto", "https", "A", "1"], ["A", "1"]],
    [
      "an Upgrade to anything else is not passed on",
      ["Connection", "Upgrade, HTTP2-Settings", "Upgrade", "h2c", "HTTP2-Settings", "x"],
      [],
    ],
    [
      "what frames the body passes",
      ["Transfer-Encoding", "chunked", "Trailer", "X-T"],
      ["Transfer-Encoding", "chunked", "Trailer", "X-T"],
    ],
    ["stickiness cookies pass to the target", ["Cookie", "AWSALB=x"], ["Cookie", "AWSALB=x"]],
  ])("%s", (_, raw, expected) => {
    expect(own(build(["Host", "h", ...raw]).headers)).toEqual(expected);
  });

  it("is an upgrade when the client's was (R6.1)", () => {
    const raw = ["Host", "h", "Connection", "keep-alive, Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Key", "k"];
    expect(own(build(raw, { isWebSocket: true }).headers)).toEqual([
      "Sec-WebSocket-Key",
      "k",
      "Connection",
      "Upgrade",
      "Upgrade",
      "websocket",
    ]);
  });

  it("keeps every Host line untouched when asked to (R7.4)", () => {
    const { headers } = build(["Host", "A.example:1", "host", "b"], { preserveHost: true });
    expect(headers.slice(6, 10)).toEqual(["Host", "A.example:1", "Host", "b"]);
  });

  it.each([
    [false, ["my_header", "1", "ok", "2"]],
    [true, ["ok", "2"]],
  ])("counts invalid names, and drops them when asked to (R7.5): %s", (dropInvalid, expected) => {
    const { headers, invalidNames } = build(["Host", "h", "my_header", "1", "ok", "2"], { dropInvalid });
    expect(own(headers)).toEqual(expected);
    expect(invalidNames).toBe(1);
  });
});
