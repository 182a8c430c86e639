import { expect, it } from "vitest";
import { sourceText, staleCopies, withFreshCopies } from "./copied-blocks.ts";
import { parsePage } from "./page.ts";

const textOf = (source: string) => Promise.resolve(`\n${source} says 2.\n\n`);
const page = (...lines: string[]) => parsePage("docs/x.md", lines.join("\n"));
const stale = page("# X", "", "<!-- from: a.md -->", "", "a.md says 1.", "", "<!-- end -->", "", "More.");
const fresh = page("# X", "", "<!-- from: a.md -->", "", "a.md says 2.", "", "<!-- end -->", "", "More.");

it("complains about a copy that differs from its source, and makes it again", async () => {
  expect(await staleCopies(stale, textOf)).toEqual([
    'docs/x.md:3: this is not what "a.md" says; npm run docs puts it right',
  ]);
  expect(await withFreshCopies(stale, textOf)).toBe(fresh.text);
  expect(await staleCopies(fresh, textOf)).toEqual([]);
});

it("keeps several copies apart", async () => {
  const empty = page("<!-- from: a.md -->", "<!-- end -->", "between", "", "<!-- from: b.md -->", "<!-- end -->");
  const filled = await withFreshCopies(empty, textOf);
  expect(filled).toContain("a.md says 2.\n\n<!-- end -->\nbetween\n\n<!-- from: b.md -->\n\nb.md says 2.");
  expect(await staleCopies(parsePage("docs/x.md", filled), textOf)).toEqual([]);
});

it("takes no mark inside a code block for a copy", () => {
  expect(page("```md", "<!-- from: a.md -->", "```").copies).toEqual([]);
});

it.each([
  [["<!-- from: a.md -->", "text"], /has no end/],
  [["<!-- end -->"], /an end without a copy/],
  [["<!-- from: a.md -->", "", "<!-- from: b.md -->", "", "<!-- end -->"], /begins inside the copy/],
])("refuses %j", (lines, message) => {
  expect(() => page(...lines)).toThrow(message);
});

it("copies files, lines of files and the help of our commands, and nothing that is not there", async () => {
  expect(await sourceText("LICENSE lines: ^MIT")).toBe("\nMIT License\n\n");
  expect(await sourceText("npm start -- --help")).toMatch(/^\n```text\nusage: npm start[^]+\n```\n\n$/);
  expect(await sourceText("docs/matrix.md lines: ^\\| (sticky|---) columns: Q1, store")).toBe(
    "\n| Q1 | store |\n| --- | --- |\n\n",
  );
  await expect(sourceText("docs/matrix.md lines: ^\\| sticky columns: Q1, colour")).rejects.toThrow(
    'no column "colour"',
  );
  await expect(sourceText("docs/none.md")).rejects.toThrow("ENOENT");
  await expect(sourceText("LICENSE lines: ^Nothing like this")).rejects.toThrow("says nothing");
  await expect(sourceText("npm run lint -- --help")).rejects.toThrow("is not a command with --help");
});
