import { describe, expect, test } from "vitest";
import { DEFAULT_REQUEST_LIMITS } from "./limits.ts";
import { createRequestSchemas } from "./requests.ts";

const schemas = createRequestSchemas(DEFAULT_REQUEST_LIMITS);
const person = "a-secret-of-mine";
const family = "👨‍👩‍👧‍👦";

describe("a nickname", () => {
  const name = (text: unknown) => schemas["room:join"].safeParse({ room: "lobby", name: text, person });

  test.each([
    ["Ada", "Ada"],
    ["  Ada   Lovelace ", "Ada Lovelace"],
    ["Zoe\u0308", "Zoë"],
    ["李雷", "李雷"],
    ["علي", "علي"],
    ["O'Neill (ops) #1", "O'Neill (ops) #1"],
    ["__proto__", "__proto__"],
    ["<b>bold</b>", "<b>bold</b>"],
    [family.repeat(64), family.repeat(64)],
    ["ক্ষ", "ক্ষ"],
  ])("%j is taken as %j", (text, normal) => {
    expect(name(text).data?.name).toBe(normal);
  });

  test.each([
    ["", "at least one character"],
    ["   ", "at least one character"],
    ["Ada\u0000", "control"],
    ["Ada\nBo", "control"],
    ["Ada\u202eoB", "control or direction"],
    ["\u2066Ada\u2069", "control or direction"],
    ["A\u200bda", "control"],
    ["\ufeffAda\ufeffBo", "control"],
    ["\ud800", "control"],
    ["\u200d", "visible"],
    ["\u3164", "visible"],
    ["\u115f\u1160", "visible"],
    ["\u2800", "visible"],
    ["\u0301", "visible"],
    ["x".repeat(65), "at most 64"],
    [`${family.repeat(64)}x`, "at most 64"],
    [`a${"\u0301".repeat(3_000)}`, "at most 64"],
    ["x".repeat(90_000), "at most 64"],
    [`a${"\u0316".repeat(31)}`, "marks"],
    [7, "string"],
    [null, "string"],
    [["Ada"], "string"],
    [{ toString: "Ada" }, "string"],
    [undefined, "string"],
  ])("%j is refused, and the reason says %j", (text, reason) => {
    expect(name(text).error?.issues[0]?.message).toContain(reason);
  });
});

describe("a room name", () => {
  const room = (text: unknown) => schemas["room:leave"].safeParse({ room: text });

  test.each([
    ["lobby", "lobby"],
    ["#lobby", "lobby"],
    [" Lobby ", "Lobby"],
    ["v1.2-rc_3", "v1.2-rc_3"],
    ["Café", "Café"],
    ["café", "café"],
    ["हिन्दी", "हिन्दी"],
    ["constructor", "constructor"],
    ["7", "7"],
  ])("%j is taken as %j", (text, normal) => {
    expect(room(text).data?.room).toBe(normal);
  });

  test.each([
    "",
    "#",
    "##a",
    "__proto__",
    "-a",
    ".",
    "a b",
    "a/b",
    "a​",
    "a\0",
    "😀",
    "room:lobby",
    "́a",
    "x".repeat(65),
    "x".repeat(9e4),
    7,
    null,
    undefined,
    ["lobby"],
    {},
  ])("%j is refused", (text) => {
    expect(room(text).success).toBe(false);
  });
});

describe("a message", () => {
  const message = (part: Record<string, unknown>) =>
    schemas["message:send"].safeParse({ room: "lobby", id: "message-1", text: "hi", ...part });

  test("keeps its text as it is", () => {
    const text = "  two\n\tlines \u200f<script> \u{1f680} ";
    expect(message({ text }).data?.text).toBe(text);
  });

  test.each([
    { text: "" },
    { text: " \n " },
    { text: "bell\u0007" },
    { text: "nul\u0000" },
    { text: "carriage\r\nreturn" },
    { text: "next line\u0085" },
    { text: "half a rocket \ud83d" },
    { text: "example.com/\u202egpj.exe" },
    { text: "x".repeat(4_001) },
    { text: 1 },
    { text: null },
    { id: "short" },
    { id: "x".repeat(65) },
    { id: "with space" },
    { id: "mark\u0000up!" },
    { id: 12_345_678 },
    { room: "a b" },
  ])("with %j is refused", (part) => {
    expect(message(part).success).toBe(false);
  });

  test("holds what fits and no more than the limit of the settings", () => {
    const strict = createRequestSchemas({ nameLength: 1, roomNameLength: 1, textLength: 3 })["message:send"];
    expect(strict.safeParse({ room: "a", id: "message-1", text: "abc" }).success).toBe(true);
    expect(strict.safeParse({ room: "a", id: "message-1", text: "abcd" }).error?.issues[0]?.message).toContain(
      "at most 3",
    );
    expect(strict.safeParse({ room: "ab", id: "message-1", text: "abc" }).success).toBe(false);
  });
});

test("a page of history is 100 messages unless said otherwise, and at most 500", () => {
  const history = schemas["message:history"];
  expect(history.parse({ room: "lobby", before: 7 }).limit).toBe(100);
  for (const limit of [0, -1, 1.5, 501, Number.NaN, "9"]) {
    expect(history.safeParse({ room: "lobby", before: 7, limit }).success).toBe(false);
  }
  for (const before of [-1, 0.5, Number.POSITIVE_INFINITY, "7", null]) {
    expect(history.safeParse({ room: "lobby", before }).success).toBe(false);
  }
});

test.each([null, undefined, 7, "text", [], [{}], true])("%j is not a request", (value) => {
  for (const schema of Object.values(schemas)) expect(schema.safeParse(value).success).toBe(false);
});

test("what a request may not hold is dropped, and nothing reaches the prototype", () => {
  const hostile: unknown = JSON.parse('{"room":"lobby","typing":true,"__proto__":{"admin":true},"extra":1}');
  const { data } = schemas["typing:set"].safeParse(hostile);
  expect(data).toEqual({ room: "lobby", typing: true });
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
});
