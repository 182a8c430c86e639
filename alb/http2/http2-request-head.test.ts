import { expect, it } from "vitest";
import { RequestHead } from "../exchange/request-head.ts";
import { readHttp2Head } from "./http2-request-head.ts";

const ORIGIN = {
  sourceIp: "10.0.0.1",
  sourcePort: 1,
  source: "10.0.0.1:1",
  scheme: "https",
  listener: { protocol: "HTTPS", port: 443 },
  dnsName: "lab.elb.localhost",
  visitor: "00000000000000c0",
  newestCookie: { value: "", stuck: null, sealedBy: null },
} as const;
const read = (headers: Record<string, string>, hasBody = false) =>
  readHttp2Head(
    Object.entries({ ":method": "GET", ":path": "/a?b=1", ":authority": "shop.example", ...headers }).flat(),
    hasBody,
    ORIGIN,
    0,
  );

it("is a head of HTTP/1 for the routing: host, path, query", () => {
  const head = read({ "user-agent": "x", host: "other.example", te: "trailers" });
  expect(head).toMatchObject({ method: "GET", path: "/a", query: "b=1", version: "2.0", host: "shop.example" });
  expect((head as RequestHead).headers.names).toEqual(["user-agent", "host"]);
  expect((head as RequestHead).wantsWebSocket).toBe(false);
});

it.each([
  [{}, false, 0],
  [{}, true, "chunked"],
  [{ "content-length": "5" }, true, 5],
] as const)("finds where a body ends: %j, body %s: %s", (headers, hasBody, framing) => {
  expect(read(headers, hasBody)).toMatchObject({ framing });
});

it.each([
  ["x-a", "b\r\nContent-Length: 5"],
  ["x-a", "b\0"],
  ["x-a\n", "b"],
  [":path", "relative"],
  [":path", "http://elsewhere/"],
  ["x-long", "x".repeat(16 * 1024)],
])("refuses %j: %.30j", (name, value) => {
  expect(read({ [name]: value })).toMatchObject({ status: 400 });
});

it("refuses what is too long as a whole", () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`x-${i}`, "x".repeat(8 * 1024)]));
  expect(read(many)).toMatchObject({ status: 400 });
  expect(read({ cookie: "x".repeat(20 * 1024) })).toBeInstanceOf(RequestHead);
  expect(read({ ":path": `/${"x".repeat(16 * 1024)}` })).toMatchObject({ status: 414 });
});
