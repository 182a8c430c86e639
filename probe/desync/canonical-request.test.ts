import { expect, it } from "vitest";
import { takeCanonicalRequest } from "./canonical-request.ts";

const HEAD = "POST /a HTTP/1.1\r\nHost: x\r\n";

it.each([
  ["no body", "\r\n", ""],
  ["a length", "Content-Length: 5\r\n\r\nhello", "hello"],
  ["chunks", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "hello"],
  ["trailers", "Transfer-Encoding: chunked\r\n\r\n0\r\nX-T: 1\r\n\r\n", ""],
])("takes a request with %s, and leaves what follows", (_, rest, body) => {
  const raw = HEAD + rest;
  expect(takeCanonicalRequest(`${raw}GET`)).toEqual({ method: "POST", target: "/a", body, raw });
  for (let length = 0; length < raw.length; length += 1) expect(takeCanonicalRequest(raw.slice(0, length))).toBeNull();
});

it.each([
  "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
  "Content-Length: 5\r\nContent-Length: 5\r\n\r\n",
  "Content-Length: 05\r\n\r\n",
  "Content-Length: +5\r\n\r\n",
  "Transfer-Encoding: Chunked\r\n\r\n",
  "Transfer-Encoding: gzip, chunked\r\n\r\n",
  "A: 1\r\n folded\r\n\r\n",
  "A: 1\nB: 2\r\n\r\n",
  "no colon\r\n\r\n",
  "Transfer-Encoding: chunked\r\n\r\n05\r\nhello\r\n",
  "Transfer-Encoding: chunked\r\n\r\n5;a\r\nhello\r\n",
  "Transfer-Encoding: chunked\r\n\r\nA\r\n",
  "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n",
  "Transfer-Encoding: chunked\r\n\r\n0\r\nno colon\r\n\r\n",
])("refuses what somebody could read otherwise: %j", (rest) => {
  expect(() => takeCanonicalRequest(HEAD + rest)).toThrow(/line|header|frames|length|encoding|chunk|trailers/);
});
