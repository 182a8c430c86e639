import { array, assert, constantFrom, oneof, property, record, string } from "fast-check";
import { expect, test } from "vitest";
import type { SeenRequest } from "./seen-request.ts";
import { createSessionLedger, readEngineQuery } from "./session-ledger.ts";

const QUERY = "/socket.io/?EIO=4&transport=polling";

function request(over: Partial<SeenRequest> = {}): SeenRequest {
  return {
    at: 1_000,
    visitor: "ada",
    client: "127.0.0.1",
    cookie: "honoured",
    named: null,
    method: "GET",
    path: `${QUERY}&sid=S`,
    target: "app-1",
    group: null,
    status: 200,
    ms: 3,
    reason: null,
    algorithm: "round_robin",
    ...over,
  };
}
const handshake = (over: Partial<SeenRequest> = {}) => request({ path: QUERY, cookie: "none", ...over });
const unknownAt = (target: string, over: Partial<SeenRequest> = {}) =>
  request({ target, status: 400, cookie: "none", ...over });

test.each<[what: string, over: Partial<SeenRequest>, why: string]>([
  ["no cookie", {}, "no cookie came with that request, and round_robin chose"],
  ["stickiness off", { cookie: "off" }, "stickiness is off, and round_robin chose"],
  ["an old cookie", { cookie: "expired" }, "the cookie had expired, and round_robin chose"],
  ["an unreadable cookie", { cookie: "invalid" }, "the cookie could not be read, and round_robin chose"],
  [
    "a dead target",
    { cookie: "invalid", named: { id: "app-1", state: "unhealthy" } },
    "the cookie named app-1, which was unhealthy, and round_robin chose",
  ],
  [
    "a target that is gone",
    { cookie: "invalid", named: { id: null, state: "deregistered" } },
    "the cookie named a target, which is not registered any more, and round_robin chose",
  ],
  [
    "somebody else's session",
    { cookie: "honoured", visitor: "bo" },
    "another visitor's session: visitor 2 asked for one of visitor 1",
  ],
  ["a cookie that moved", { cookie: "honoured" }, "its cookie named that target by then"],
])("says why a session is unknown: %s", (_, over, why) => {
  const ledger = createSessionLedger();
  ledger.take(request());
  const { row, session } = ledger.take(unknownAt("app-2", over));
  expect(row).toMatchObject({ isUnknownSession: true, session: "S" });
  expect(session).toMatchObject({
    madeBy: { target: "app-1", by: "answer" },
    unknown: { target: "app-2", why },
    unknownCount: 1,
    asked: [
      { target: "app-1", status: 200 },
      { target: "app-2", status: 400 },
    ],
  });
});

test("its own maker that answers 400 is not called a wrong target", () => {
  const ledger = createSessionLedger();
  ledger.take(request());
  expect(ledger.take(unknownAt("app-1")).session?.unknown?.why).toMatch(/^it made that session itself/);
});

test.each<[what: string, before: SeenRequest[], asking: Partial<SeenRequest>, madeBy: string | null]>([
  ["the visitor's own handshake", [handshake()], {}, "app-1"],
  ["the newest of its own", [handshake(), handshake({ target: "app-3" })], {}, "app-3"],
  ["the only one from there", [handshake({ visitor: "first connection" })], { visitor: "second connection" }, "app-1"],
  [
    "two from there at different targets",
    [handshake({ visitor: "x" }), handshake({ visitor: "y", target: "app-3" })],
    { visitor: "z" },
    null,
  ],
  ["a handshake from elsewhere", [handshake({ visitor: "x", client: "10.0.0.1" })], {}, null],
  ["a handshake of long ago", [handshake({ at: 0 })], { at: 60_000 }, null],
  ["a handshake that failed", [handshake({ status: 502 })], {}, null],
  ["none", [], {}, null],
])("before any good answer, a session is that of %s", (_, before, asking, madeBy) => {
  const ledger = createSessionLedger();
  for (const one of before) ledger.take(one);
  const { session } = ledger.take(unknownAt("app-2", asking));
  expect(session!.madeBy?.target ?? null).toBe(madeBy);
  expect(session!.unknown?.why).toBe("no cookie came with that request, and round_robin chose");
});

test("a good answer corrects what a handshake let suppose", () => {
  const ledger = createSessionLedger();
  ledger.take(handshake({ target: "app-3" }));
  ledger.take(unknownAt("app-2"));
  expect(ledger.take(request()).session?.madeBy).toEqual({ target: "app-1", by: "answer" });
});

test("an upgrade opens a session's WebSocket, its end closes it", () => {
  const ledger = createSessionLedger();
  const path = "/socket.io/?EIO=4&transport=websocket&sid=S";
  expect(ledger.take(request({ path, status: 101 })).session).toMatchObject({ isWebSocketOpen: true });
  expect(ledger.closed(path)).toMatchObject({ isWebSocketOpen: false });
  expect(ledger.closed("/chat")).toBeNull();
});

test("who has no cookie is the visitor that asked for the session before, from that address", () => {
  const ledger = createSessionLedger();
  const { row: first } = ledger.take(unknownAt("app-2", { visitor: "one connection" }));
  const { row: second } = ledger.take(unknownAt("app-3", { visitor: "another connection" }));
  const { row: elsewhere } = ledger.take(unknownAt("app-3", { visitor: "a third", client: "10.0.0.1" }));
  expect([second.visitor, elsewhere.visitor].map((visitor) => visitor === first.visitor)).toEqual([true, false]);
});

test.each([
  ["/socket.io/?EIO=4&transport=polling&t=x", { sid: null, transport: "polling" }],
  ["/chat/?EIO=3&transport=websocket&sid=a%2Db", { sid: "a-b", transport: "websocket" }],
  ["/?transport=bus", null],
  ["/socket.io/socket.io.js", null],
  ["/?sid=1", null],
])("reads %s", (path, query) => {
  expect(readEngineQuery(path)).toEqual(query);
});

test("holds no more than its limits, no matter what is asked", () => {
  const limits = { sessions: 5, visitors: 4, asked: 3 };
  const seen = record({
    visitor: string(),
    path: oneof(
      string(),
      string().map((sid) => `${QUERY}&sid=${encodeURIComponent(sid)}`),
    ),
    status: constantFrom(101, 200, 400, 502),
    target: constantFrom("app-1", "app-2", null),
    cookie: constantFrom<SeenRequest["cookie"][]>("honoured", "none", "off", "expired", "invalid"),
  });
  assert(
    property(array(seen, { maxLength: 60 }), (all) => {
      const ledger = createSessionLedger(limits);
      for (const one of all) ledger.take(request(one));
      const sessions = ledger.sessions();
      expect(sessions.filter(({ unknown }) => unknown).length).toBeLessThanOrEqual(limits.sessions);
      expect(sessions.filter(({ unknown }) => !unknown).length).toBeLessThanOrEqual(limits.sessions);
      expect(Math.max(0, ...sessions.map(({ asked }) => asked.length))).toBeLessThanOrEqual(limits.asked);
      expect(ledger.totals().requests).toBe(all.length);
    }),
    { numRuns: 30 },
  );
});
