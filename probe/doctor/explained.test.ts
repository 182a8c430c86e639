import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { STICKINESS } from "./diagnosis/advice.ts";
import { FINDING_IDS } from "./finding.ts";

const page = readFileSync(path.join(import.meta.dirname, "../../docs/doctor.md"), "utf8");
const explained = [...page.matchAll(/^### `([\w-]+)`\n\n(\S.{20,})/gm)].map(([, id]) => id!);

it("each finding is explained in docs/doctor.md once, and nothing else is", () => {
  expect(explained.toSorted()).toEqual([...FINDING_IDS].toSorted());
});

it.each(STICKINESS)("the lines for affinity of $kind are in docs/doctor.md", ({ advice }) => {
  const words = (text: string) => text.replaceAll(/\s+/g, " ").trim();
  const code = advice.filter((line) => line.startsWith("    ")).map((line) => line.slice(4));
  expect(page).toContain(`\n${code.join("\n")}\n\`\`\`\n`);
  const said = advice.filter((line) => !line.startsWith("    ")).map(words);
  expect(said.filter((line) => !words(page).includes(line))).toEqual([]);
});
