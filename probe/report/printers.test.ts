import { describe, expect, it } from "vitest";
import { printHtml } from "./print-html.ts";
import { printJson } from "./print-json.ts";
import { printMarkdown } from "./print-markdown.ts";
import { printText } from "./print-text.ts";
import type { Report } from "./report.ts";

const report: Report = {
  kind: "matrix",
  title: "What <b> decides",
  verdict: "invalid",
  sentence: "1 of 2 cells as predicted, 1 contradicted",
  circumstances: "2 people, 3 instances",
  startedAt: "2026-11-25T01:57:20.893Z",
  milliseconds: 61_234,
  leftOut: "1 cell is left out: there is no Redis",
  table: {
    head: [
      { title: "cell", align: "left" },
      { title: "lost", align: "right" },
    ],
    rows: [
      { texts: ["a|b", "0"], group: "one", outcome: "passed" },
      { texts: ["c", "12"], group: "two", outcome: "failed" },
    ],
  },
  legend: ["lost: never arrived"],
  notes: ["Nothing else."],
  checks: [
    { name: "a", outcome: "passed", summary: "none lost", details: [], milliseconds: 1 },
    {
      name: "c",
      outcome: "failed",
      summary: "contradicted",
      details: ["loss: predicted 0; measured 12"],
      milliseconds: 2,
    },
  ],
  data: { seed: 1 },
  page: () => "<p>The cells</p>",
};

const TEXT = `cell  lost
a|b      0
c       12

lost: never arrived

Nothing else.

c: contradicted
  loss: predicted 0; measured 12

1 cell is left out: there is no Redis.

1 of 2 cells as predicted, 1 contradicted · 2 people, 3 instances · 61.2 s
`;

describe("a report", () => {
  it("is text without colours or gaps in the table, where it is not a terminal", () => {
    expect(printText(report, { isTerminal: false, hasColour: false })).toBe(TEXT);
  });

  it("has a gap between groups and colours in a terminal", () => {
    const text = printText(report, { isTerminal: true, hasColour: true });
    expect(text).toContain("a|b      0\n\n\u001B[31mc       12");
  });

  it("is Markdown with one table", () => {
    const [measured, ...rest] = printMarkdown(report).split("\n");
    expect(measured).toMatch(
      /^Measured 2026-11-25 01:57 UTC with Node [\d.]+, Socket\.IO [\d.]+: 2 people, 3 instances, 61\.2 s; 1 of 2 cells/,
    );
    expect(rest.join("\n")).toBe(`
| cell | lost |
| --- | ---: |
| a\\|b | 0 |
| c | 12 |

1 cell is left out: there is no Redis.

\`c\`: contradicted; loss: predicted 0; measured 12
`);
  });

  it("is data with its version", () => {
    expect(JSON.parse(printJson(report))).toEqual({
      schemaVersion: 1,
      kind: "matrix",
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      verdict: "invalid",
      seed: 1,
    });
  });

  it("is a page without scripts", () => {
    const page = printHtml(report);
    expect(page).toContain("<title>Sticky Rooms: What &#60;b&#62; decides</title>");
    expect(page).toContain("<p>The cells</p>");
    expect(page).not.toMatch(/<script|https?:\/\//);
  });
});
