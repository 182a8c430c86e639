import { expect, it } from "vitest";
import { blankExchange, type Exchange } from "./exchange.ts";
import { isKnown, purposeOf, refusalOf, voiceOf } from "./read-answer.ts";

const OPEN = '0{"sid":"abc","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const URLS = {
  handshake: "/socket.io/?EIO=4&transport=polling",
  poll: "/socket.io/?EIO=4&transport=polling&sid=abc",
  post: "/socket.io/?EIO=4&transport=polling&sid=abc",
  websocket: "/socket.io/?EIO=4&transport=websocket",
};
const to = (purpose: keyof typeof URLS, more: Partial<Exchange>): Exchange => ({
  ...blankExchange(purpose === "post" ? "POST" : "GET", new URL(URLS[purpose], "http://localhost")),
  ...more,
});
const HTML: Partial<Exchange> = { headers: [["content-type", "text/html"]], body: "<html>" };

it.each(["handshake", "poll", "post", "websocket"] as const)("knows a %s by its request", (purpose) => {
  expect(purposeOf(to(purpose, {}))).toBe(purpose);
});

it.each([
  {
    what: "a handshake",
    exchange: to("handshake", { status: 200, body: OPEN }),
    voice: "accepted",
    knowledge: "known",
  },
  { what: "a page", exchange: to("handshake", { status: 200, ...HTML }), voice: "foreign", knowledge: "failed" },
  { what: "packets", exchange: to("poll", { status: 200, body: "2" }), voice: "accepted", knowledge: "known" },
  { what: "a page to a poll", exchange: to("poll", { status: 200, ...HTML }), voice: "foreign", knowledge: "failed" },
  { what: "ok", exchange: to("post", { status: 200, body: "ok" }), voice: "accepted", knowledge: "known" },
  { what: "OK, as Python's", exchange: to("post", { status: 200, body: "OK" }), voice: "accepted", knowledge: "known" },
  {
    what: "anything else to a post",
    exchange: to("post", { status: 200, body: "hi" }),
    voice: "foreign",
    knowledge: "failed",
  },
  ...[401, 403, 404, 405, 429, 500, 502].map((status) => ({
    what: `a bare ${status}`,
    exchange: to("post", { status, body: "no" }),
    voice: "foreign",
    knowledge: "failed",
  })),
  {
    what: "an unknown session",
    exchange: to("post", { status: 400, body: '{"code":1,"message":"Session ID unknown"}' }),
    voice: "refused",
    knowledge: "unknown",
  },
  {
    what: "an unknown session over WebSocket",
    exchange: to("websocket", { status: 400, body: "Session ID unknown" }),
    voice: "refused",
    knowledge: "unknown",
  },
  {
    what: "an unknown session of Python's",
    exchange: to("post", { status: 400, body: '"Invalid session"' }),
    voice: "refused",
    knowledge: "unknown",
  },
  {
    what: "a session over another transport",
    exchange: to("poll", { status: 400, body: '{"code":3,"message":"Bad request"}' }),
    voice: "refused",
    knowledge: "known",
  },
  {
    what: "another revision",
    exchange: to("post", { status: 400, body: '{"code":5,"message":"Unsupported protocol version"}' }),
    voice: "refused",
    knowledge: "failed",
  },
  {
    what: "a code of nobody's",
    exchange: to("post", { status: 400, body: '{"code":9,"message":"x"}' }),
    voice: "foreign",
    knowledge: "failed",
  },
  { what: "no answer", exchange: to("post", { error: "socket hang up" }), voice: "none", knowledge: "failed" },
  {
    what: "our own time limit",
    exchange: to("post", { error: "time", errorCode: "CUT" }),
    voice: "cut",
    knowledge: "failed",
  },
])("$what is $voice: the session is $knowledge", ({ exchange, voice, knowledge }) => {
  expect(voiceOf(exchange)).toBe(voice);
  expect(isKnown(exchange)).toBe(knowledge);
});

it("reads the codes of python-engineio's texts", () => {
  expect(refusalOf({ status: 400, body: '"Invalid session abc"' })).toEqual({
    code: 1,
    message: "Invalid session abc",
  });
});
