import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteQueue } from "./byte-queue.ts";
import { HeadSearch } from "./head-search.ts";
import {
  malformedHead,
  MAX_HEADERS,
  MAX_LINE,
  readRequestHead,
  RequestHead,
  type MalformedRequest,
} from "./request-head.ts";

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

/** What becomes of bytes that come in pieces: a head, or why they are none; null when more must come. */
function read(text: string, cuts: readonly number[] = []): RequestHead | MalformedRequest | null {
  const queue = new ByteQueue();
  const search = new HeadSearch(MAX_LINE, MAX_HEADERS);
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length]) {
    if (to > from) queue.push(Buffer.from(text.slice(from, to), "latin1"));
    from = Math.max(from, to);
    const length = search.find(queue);
    if (search.fault) return malformedHead(search.fault);
    if (length > 0) return readRequestHead(queue.text(length), search.firstLineEnd, search.hasControls, origin, 0);
  }
  return null;
}

function head(text: string): RequestHead {
  const found = read(text);
  if (!(found instanceof RequestHead)) throw new Error(found?.reason ?? "more must come");
  return found;
}

describe("a request's head", () => {
  it("is read as it came", () => {
    const request = head("GET /a%20b?c=1?d HTTP/1.1\r\nHost:  Example.com:81 \r\nx-A:1\r\nX-a: \xfc\r\nEmpty:\r\n\r\n");
    expect(request).toMatchObject({
      method: "GET",
      target: "/a%20b?c=1?d",
      path: "/a%20b",
      query: "c=1?d",
      host: "example.com",
      version: "1.1",
      framing: 0,
      classification: null,
      keepsConnection: true,
      wantsWebSocket: false,
    });
    expect([request.headers.names, request.headers.values]).toEqual([
      ["Host", "x-A", "X-a", "Empty"],
      ["Example.com:81", "1", "\xfc", ""],
    ]);
  });

  it.each([
    ["GET http://Other.example:8/p?q HTTP/1.1\r\nHost: x", { host: "other.example", path: "/p", query: "q" }],
    ["GET http://other.example?q HTTP/1.1\r\nHost: x", { host: "other.example", path: "/", query: "q" }],
    ["OPTIONS * HTTP/1.1\r\nHost: x", { host: "x", path: "*", query: "" }],
    ["GET / HTTP/1.0", { host: "lb.example", keepsConnection: false }],
    ["GET / HTTP/1.0\r\nConnection: Keep-Alive", { keepsConnection: true }],
    ["GET / HTTP/1.1\r\nHost:\r\nConnection: x, Close", { host: "lb.example", keepsConnection: false }],
    ["GET / HTTP/1.1\r\nHost: [2001:db8::1]:80", { host: "[2001:db8::1]" }],
    ["GET / HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket", { wantsWebSocket: true }],
    ["POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket", { wantsWebSocket: false }],
    ["GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket", { wantsWebSocket: false }],
    ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0012", { framing: 12 }],
    ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked", { framing: "chunked" }],
    ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\nContent-Length: 3", { framing: 3 }],
    ["POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked", { framing: "unsupported" }],
    ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2", { framing: "undecidable" }],
    ["POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999", { framing: "undecidable" }],
  ])("means what it says: %j", (text, expected) => {
    expect(head(`${text}\r\n\r\n`)).toMatchObject(expected);
  });

  it.each([
    [400, "\r\n\r\n"],
    [400, "GET\r\n\r\n"],
    [400, "GET /\r\n\r\n"],
    [400, "GET  HTTP/1.1\r\nHost: x\r\n\r\n"],
    [400, "GET a HTTP/1.1\r\nHost: x\r\n\r\n"],
    [400, "G T / HTTP/1.1\r\nHost: x\r\n\r\n"],
    [400, "G\x01T / HTTP/1.1\r\nHost: x\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n"],
    [400, "GET / HTTP/1.1\r\nHost: x\r\nA: 1\r\n\tB: 2\r\n\r\n"],
    [400, "GET / HTTP/1.1\nHost: x\n\n"],
    [400, "GET / HTTP/1.1\r\nHost: x\r\nA: \r1\r\n\r\n"],
    [400, "GET / http/1.1\r\nHost: x\r\n\r\n"],
    [400, "GET / HTTP/1.1x\r\nHost: x\r\n\r\n"],
    [505, "GET / HTTP/2.0\r\nHost: x\r\n\r\n"],
    [505, "GET / HTTP/1.2\r\nHost: x\r\n\r\n"],
    [414, `GET /${"x".repeat(MAX_LINE)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    [414, "x".repeat(MAX_LINE + 1)],
    [400, `GET / HTTP/1.1\r\nHost: x\r\n${"A: 1\r\n".repeat(11_000)}`],
  ])("is refused with %i: %j", (status, text) => {
    expect(read(text)).toMatchObject({ status });
  });

  it("is the same however it comes in pieces, and so is what is none", () => {
    const texts = fc.oneof(
      fc.string({
        unit: fc.constantFrom("GET ", "/", " HTTP/1.1", "\r\n", "Host: x", "A: 1", "\r", "\n", " ", ":", "\x01"),
      }),
      fc.string({ unit: "binary-ascii" }),
    );
    fc.assert(
      fc.property(texts, fc.array(fc.nat({ max: 200 }), { maxLength: 6 }), (text, cuts) => {
        const whole = `GET / HTTP/1.1\r\nHost: x\r\n${text}\r\n\r\n`;
        expect(read(whole, cuts)).toEqual(read(whole));
        expect(read(text, cuts)).toEqual(read(text));
      }),
      { numRuns: 500 },
    );
  });
});
