import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countWildcards, wildcardPattern } from "./wildcard-pattern.ts";

it.each<[string, string, boolean]>([
  ["*", "", true],
  ["*", "/any/thing", true],
  ["?", "", false],
  ["?", "a", true],
  ["?", "ab", false],
  ["/img/*", "/img/", true],
  ["/img/*", "/img/a/b.jpg", true],
  ["/img/*", "/img", false],
  ["/img/*/pics", "/img/a/b/pics", true],
  ["/img/*/pics", "/img/pics", false],
  ["/a?c", "/abc", true],
  ["/a?c", "/ac", false],
  ["/a?c", "/a/c", true],
  ["*.example.com", "test.example.com", true],
  ["*.example.com", "example.com", false],
  ["a*b*c", "aXbYbZc", true],
  ["a*b*c", "aXbYcZ", false],
  ["**", "x", true],
  ["/IMG", "/img", false],
  ["a.c", "abc", false],
  ["[ab]+", "a", false],
])("%s and %s: %s", (pattern, text, expected) => {
  expect(wildcardPattern(pattern, { ignoreCase: false, escapes: false })(text)).toBe(expected);
});

it.each<[string, string, boolean]>([
  ["\\*", "*", true],
  ["\\*", "x", false],
  ["a\\?b", "a?b", true],
  ["\\\\*", "\\x", true],
  ["\\x", "\\x", true],
])("with escapes, %s and %s: %s", (pattern, text, expected) => {
  expect(wildcardPattern(pattern, { ignoreCase: false, escapes: true })(text)).toBe(expected);
});

it("compares without case when told to", () => {
  expect(wildcardPattern("Te?T*", { ignoreCase: true, escapes: false })("tEsTING")).toBe(true);
});

it("says the same as a regular expression that says the same", () => {
  const char = fc.constantFrom("a", "b", "*", "?", ".", "/");
  fc.assert(
    fc.property(fc.string({ unit: char, maxLength: 8 }), fc.string({ unit: char, maxLength: 12 }), (pattern, text) => {
      const source = pattern
        .replaceAll(/[./]/g, (one) => `\\${one}`)
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
      const expected = new RegExp(`^${source}$`, "s").test(text);
      expect(wildcardPattern(pattern, { ignoreCase: false, escapes: false })(text)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

it("takes no time to speak of where a regular expression would never end", () => {
  const fits = wildcardPattern(`${"*a".repeat(60)}b`, { ignoreCase: false, escapes: false });
  expect(fits("a".repeat(5_000))).toBe(false);
});

it.each([
  ["/a", false, 0],
  ["/*/?", false, 2],
  ["\\*?", true, 1],
  ["\\*?", false, 2],
])("%s has wildcards (escapes: %s): %i", (pattern, escapes, expected) => {
  expect(countWildcards(pattern, escapes)).toBe(expected);
});
