import { expect, it } from "vitest";
import { parsePage } from "./page.ts";
import { quaintPlaces, quaintWords } from "./quaint-words.ts";

const WORDS = ["anew", "is no X"];

it.each([
  ["It is made anew.", ['a.md:1: "anew"; CONTRIBUTING.md says what to write']],
  ["A cookie is no\nsession.", ['a.md:1: "is no X"; CONTRIBUTING.md says what to write']],
  ["There is no session. It is no longer there. A renewed one, `anew`.", []],
])("%j", (text, expected) => {
  expect(quaintPlaces(parsePage("a.md", text), WORDS)).toEqual(expected);
});

it("reads the words from the table", () => {
  expect(quaintWords("| not | but |\n| --- | --- |\n| `anew` | again |\n| `is no X` | is not a |\n")).toEqual(WORDS);
});
