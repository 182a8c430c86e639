import { describe, expect, it } from "vitest";
import { readOutputs } from "./outputs.ts";

describe("readOutputs", () => {
  it.each([
    [{}, [["text", null]]],
    [{ json: true }, [["json", null]]],
    [{ reporter: ["junit"] }, [["junit", null]]],
    [{ output: ["a.txt"] }, [["text", "a.txt"]]],
    [
      { reporter: ["junit", "text"], output: ["a.xml"] },
      [
        ["junit", "a.xml"],
        ["text", null],
      ],
    ],
    [
      { reporter: ["junit", "markdown"], output: ["a.xml", "b.md"] },
      [
        ["junit", "a.xml"],
        ["markdown", "b.md"],
      ],
    ],
    [
      { html: "c.html" },
      [
        ["text", null],
        ["html", "c.html"],
      ],
    ],
    [
      { reporter: ["junit"], output: ["a.xml"], json: true },
      [
        ["junit", "a.xml"],
        ["json", null],
      ],
    ],
  ])("reads %j", (values, outputs) => {
    expect(readOutputs(values).map(({ reporter, file }) => [reporter, file])).toEqual(outputs);
  });

  it.each([
    [{ reporter: ["xml"] }, '--reporter is "xml"; allowed: text, json, markdown, junit, github, html'],
    [{ reporter: ["toString"] }, '--reporter is "toString"'],
    [{ reporter: ["text", "json"] }, "text and json both write to stdout"],
    [{ reporter: ["text"], json: true }, "text and json both write to stdout"],
    [{ reporter: ["text"], output: ["a", "b"] }, "--output is given 2 times, --reporter 1 times"],
    [{ json: true, output: ["a"] }, "--output is given 1 times, --reporter 0 times"],
  ])("refuses %j", (values, sentence) => {
    expect(() => readOutputs(values)).toThrow(sentence);
  });
});
