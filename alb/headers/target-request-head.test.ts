import { describe, expect, it } from "vitest";
import { readRequestHead, RequestHead } from "../exchange/request-head.ts";
import { targetRequestHead, type RequestHeaderSettings } from "./target-request-head.ts";

const origin = {
  sourceIp: "192.0.2.1",
  sourcePort: 4711,
  source: "192.0.2.1:4711",
  scheme: "http" as const,
  listener: { protocol: "HTTP" as const, port: 8080 },
  dnsName: "lb.example",
  visitor: "00000000000000c0",
  newestCookie: { value: "", stuck: null, sealedBy: null },
};
const SETTINGS: RequestHeaderSettings = {
  mode: "append",
  withClientPort: false,
  preserveHost: false,
  dropInvalid: false,
};

function read(raw: readonly string[], line: string): RequestHead {
  let text = `${line}\r\n`;
  for (let i = 0; i < raw.length; i += 2) text += `${raw[i]}: ${raw[i + 1]}\r\n`;
  const request = readRequestHead(`${text}\r\n`, line.length, false, origin, 1_465_510_280_000);
  if (!(request instanceof RequestHead)) throw new Error(request.reason);
  return request;
}

const build = (raw: string[], over: Partial<RequestHeaderSettings> = {}, line = "GET / HTTP/1.1") => {
  const { text, ...rest } = targetRequestHead(read(raw, line), { ...SETTINGS, ...over });
  const [first, ...lines] = text.slice(0, -"\r\n\r\n".length).split("\r\n");
  const headers = lines.flatMap((one) => [one.slice(0, one.indexOf(":")), one.slice(one.indexOf(":") + 2)]);
  return { line: first, headers, ...rest };
};
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
    expect(own(build(raw).headers)).toEqual([
      "Sec-WebSocket-Key",
      "k",
      "Connection",
      "upgrade",
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

  it.each([
    ["a length that came twice", ["Content-Length", "3", "content-length", "3"], ["Content-Length", "3"]],
    ["a length with zeros before it", ["Content-Length", "003"], ["Content-Length", "3"]],
    [
      "a length beside chunks",
      ["Content-Length", "3", "Transfer-Encoding", "Chunked"],
      ["Transfer-Encoding", "chunked"],
    ],
    [
      "chunks that came twice",
      ["Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"],
      ["Transfer-Encoding", "chunked"],
    ],
    ["identity", ["Transfer-Encoding", "identity", "Content-Length", "3"], ["Content-Length", "3"]],
    ["no frame at all", [], ["Content-Length", "0"]],
  ])("frames a POST with %s once and in one way", (_, raw, expected) => {
    expect(own(build(["Host", "h", ...raw], {}, "POST / HTTP/1.1").headers)).toEqual(expected);
  });

  it.each([
    ["GET /a?b=1?c HTTP/1.1", "GET /a?b=1?c HTTP/1.1"],
    ["GET /a? HTTP/1.1", "GET /a? HTTP/1.1"],
    ["GET http://x.example?q HTTP/1.1", "GET /?q HTTP/1.1"],
    ["GET http://x.example/a HTTP/1.1", "GET /a HTTP/1.1"],
    ["OPTIONS * HTTP/1.1", "OPTIONS * HTTP/1.1"],
    ["GET / HTTP/1.0", "GET / HTTP/1.1"],
  ])("asks for what was asked for: %s", (line, expected) => {
    expect(build(["Host", "h"], {}, line).line).toBe(expected);
  });
});
