import { expect, test } from "vitest";
import type { ConsoleFrame, ConsoleRequest, ConsoleSession } from "../../protocol/control/console.ts";
import { addFrame, EMPTY_BOOK } from "./console-book.ts";
import { cookieWords } from "./cookie-words.ts";
import { filterBook } from "./console-filter.ts";

const request = (number: number, over: Partial<ConsoleRequest> = {}): ConsoleRequest => ({
  number,
  at: number,
  visitor: 1,
  cookie: "honoured",
  named: null,
  method: "GET",
  path: "/",
  target: "app-1",
  group: null,
  status: 200,
  ms: 1,
  reason: null,
  session: null,
  isUnknownSession: false,
  ...over,
});
const session = (id: string, at: number, unknown: ConsoleSession["unknown"] = null): ConsoleSession => ({
  id,
  visitor: 1,
  madeBy: { target: "app-1", by: "answer" },
  asked: [{ target: "app-1", status: 200 }],
  askedCount: 1,
  isWebSocketOpen: false,
  unknownCount: unknown ? 1 : 0,
  unknown,
  at,
});
const frame = (over: Partial<ConsoleFrame>): ConsoleFrame => ({
  requests: [],
  requestsLeftOut: 0,
  sessions: [],
  sessionsLeftOut: 0,
  totals: { requests: 10, unknownSessions: 0 },
  isStateChanged: false,
  ...over,
});

test("lists the newest request first, and none twice", () => {
  const book = addFrame(
    addFrame(EMPTY_BOOK, frame({ requests: [request(1), request(2)], requestsLeftOut: 3 })),
    frame({ requests: [request(2), request(3)], requestsLeftOut: 4 }),
  );
  expect(book.requests.map(({ number }) => number)).toEqual([3, 2, 1]);
  expect(book.leftOut.requests).toBe(7);
});

test("lists unknown sessions first, each in its newest state", () => {
  const unknown = { at: 2, target: "app-2", why: "no cookie came" };
  const book = addFrame(
    addFrame(EMPTY_BOOK, frame({ sessions: [session("a", 1), session("b", 2)] })),
    frame({ sessions: [session("a", 1, unknown), session("c", 3)] }),
  );
  expect(book.sessions.map(({ id }) => id)).toEqual(["a", "c", "b"]);
  expect(book.sessions[0]!.unknownCount).toBe(1);
});

test("begins again when the control API did", () => {
  const before = addFrame(EMPTY_BOOK, frame({ requests: [request(10)] }));
  const book = addFrame(before, frame({ requests: [request(1)], totals: { requests: 1, unknownSessions: 0 } }));
  expect(book.requests.map(({ number }) => number)).toEqual([1]);
});

test("is bounded", () => {
  const many = Array.from({ length: 1_000 }, (_, index) => request(index + 1));
  expect(addFrame(EMPTY_BOOK, frame({ requests: many })).requests).toHaveLength(300);
});

test.each([
  ["app-2", [2]],
  ['"no cookie"', [3]],
  ['-"no cookie" -session', [1]],
  ["-socket.io", [1, 3]],
  ["visitor app-1 -no", [1]],
  ["session id unknown", [2]],
  ["", [3, 2, 1]],
])("the filter %j leaves %j", (filter, numbers) => {
  const requests = [
    request(1, { path: "/a" }),
    request(2, { path: "/socket.io/", target: "app-2", isUnknownSession: true }),
    request(3, { cookie: "none" }),
  ];
  const left = filterBook(addFrame(EMPTY_BOOK, frame({ requests })), filter).requests.map(({ number }) => number);
  expect(new Set(left)).toEqual(new Set(numbers));
});

test.each<[over: Partial<ConsoleRequest>, words: string]>([
  [{}, "cookie → app-1"],
  [{ cookie: "none" }, "no cookie"],
  [{ cookie: "off" }, "stickiness off"],
  [{ cookie: "off", group: "reports" }, "group reports: not sticky"],
  [{ cookie: "expired", named: { id: "app-2", state: "healthy" } }, "cookie for app-2, expired"],
  [{ cookie: "invalid", named: { id: "app-2", state: "draining" } }, "cookie for app-2, draining"],
  [{ cookie: "invalid", named: { id: null, state: "deregistered" } }, "cookie for a target that is gone"],
  [{ cookie: "invalid" }, "cookie unreadable"],
])("%j is said as %j", (over, words) => {
  expect(cookieWords(request(1, over))).toBe(words);
});
