import { expect, it } from "vitest";
import { parsePage } from "./page.ts";
import { unsourcedFigures, wrongFigures, type Figure } from "./unsourced-figures.ts";

const figures: Figure[] = [{ page: "README.md", phrase: "72.7 % on 3 instances" }];
const read = (file: string) => (file === "lab/pins.ts" ? "x = 86_400; y = 1.5" : null);
const unsourced = (text: string) => unsourcedFigures(parsePage("README.md", text), figures, read);

it.each([
  "It loses 72.8 % of all messages.",
  "The page weighs 140 kB.",
  "It takes 3 s.",
  "It takes 3 seconds.",
  "Up to 20 instances.",
  "| who | lost |\n|---|---|\n| 12 people | 60/132 |",
  "- 48 cells",
  "## 48 cells",
  "72.7 % on 4 instances",
  "After 86401 s. <!-- source: lab/pins.ts -->",
  "After 400 s. <!-- source: lab/pins.ts -->",
  "After 86400 s. <!-- source: lab/none.ts -->",
])("asks where the figure comes from in %j", (text) => {
  expect(unsourced(text).length).toBeGreaterThan(0);
});

it.each([
  "It loses 72.7 % on\n3 instances.",
  "Q1 and R1.19, chat-2, P5, ELBv2, HTTP/1.1, 2xx, a 400, a 502 or a 460.",
  "3 instances, 12 people.",
  "`--instances 48` and `86400`",
  "It takes 3 s. <!-- source: ALB user guide, Listeners -->",
  "<!-- source: ALB user guide -->\n\n| who | lost |\n|---|---|\n| 12 people | 60/132 |",
  "After 86,400 s or 86400 s or 1.5 s. <!-- source: lab/none.ts; lab/pins.ts -->",
  "<!-- from: docs/matrix.md -->\n\n48 cells in 80 s\n\n<!-- end -->\n",
  "```text\n48 cells\n```",
])("has nothing to ask of %j", (text) => {
  expect(unsourced(text)).toEqual([]);
});

it("a source covers its own block and no other", () => {
  expect(unsourced("<!-- source: a -->\n\n3 s\n\n4 s")).toEqual(['README.md:5: "4 s": where does it come from?']);
});

it("complains about a phrase that is no longer what its source says, and about a page that is gone", () => {
  const said = parsePage("README.md", "So 72.7 % on\n3 instances are lost.");
  expect(wrongFigures([said], figures)).toEqual([]);
  expect(wrongFigures([parsePage("README.md", "So 54.5 % on 2 instances are lost.")], figures)).toHaveLength(1);
  expect(wrongFigures([parsePage("README.md", "`72.7 % on 3 instances`")], figures)).toHaveLength(1);
  expect(wrongFigures([], figures)).toHaveLength(1);
});
