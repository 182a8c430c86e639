import { expect, test } from "vitest";
import { identify } from "./identify.ts";

test.each([
  ["Ada", "ADA"],
  ["Ada", "A\u034fda"],
  ["Ada", "Ａｄａ"],
  ["Zoë", "Zoe\u0308"],
  ["ﬁ", "fi"],
  ["👍", "👍\ufe0f"],
  ["Ada", "Аda"],
  ["Ada", "аda"],
  ["Οrphee", "Orphee"],
])("%j and %j are one name", (a, b) => {
  expect(identify("secret-1", a).nameKey).toBe(identify("secret-1", b).nameKey);
  expect(identify("secret-1", a).id).toBe(identify("secret-1", b).id);
});

test("whole Cyrillic and Greek names stay apart from one another, and the same in both cases", () => {
  const keys = ["Вова", "Ника", "Мария", "Νίκος"].map((name) => identify("s", name).nameKey);
  expect(new Set(keys).size).toBe(4);
  expect(identify("s", "ВОВА").nameKey).toBe(keys[0]);
});

test("another secret or another name is another member", () => {
  const ids = [
    identify("secret-1", "Ada"),
    identify("secret-2", "Ada"),
    identify("secret-1", "Bo"),
    identify("secret-1\nx", "Ada"),
  ].map(({ id }) => id);
  expect(new Set(ids).size).toBe(4);
});

test("the id is 16 URL-safe characters, the same everywhere, and says nothing of the secret", () => {
  const { id, name } = identify("secret-1", "Ada");
  expect(id).toBe("KX7SfIq1AhHsxMeE");
  expect(name).toBe("Ada");
});
