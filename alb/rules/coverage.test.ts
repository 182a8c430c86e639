import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** How many rules each chapter has, R1 first. */
const CHAPTERS = [23, 6, 10, 7, 6, 11, 9, 2, 3, 14, 7];
const ALL = CHAPTERS.flatMap((count, chapter) => Array.from({ length: count }, (_, i) => `R${chapter + 1}.${i + 1}`));

/** What the stand-in must model; the rest it may. */
const IN_SCOPE = [
  ...span("R1", 1, 21),
  "R1.23",
  ...span("R2", 1, 6),
  ...["R3.1", "R3.2", "R3.4", "R3.6", "R3.9", "R3.10"],
  ...span("R4", 1, 6),
  ...span("R5", 1, 4),
  "R5.6",
  ...["R6.1", "R6.2", "R6.4", "R6.5", "R6.6", "R6.8", "R6.10"],
  ...["R7.1", "R7.2", "R7.3", "R7.4", "R7.6", "R7.8", "R7.9"],
  ...["R8.1", "R8.2", "R9.1", "R9.3"],
  ...span("R10", 1, 13),
  ...span("R11", 1, 6),
];
const CODES = [400, 405, 408, 460, 463, 464, 502, 503, 504, 505];

function span(chapter: string, from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `${chapter}.${from + i}`);
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

/** The rules that a file's test titles begin with. */
const titles = new Map(
  readdirSync(new URL(".", import.meta.url))
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => [
      name,
      [...read(name).matchAll(/(?:\bit|\))\(\s*["'`](R\d+\.\d+ [^"'`\n]*)/g)].map(([, title]) => title!),
    ]),
);
const rows = [...read("../README.md").matchAll(/^\| (R\d+\.\d+) \| (.+) \| (.+) \|$/gm)].map(
  ([, rule, what, test]) => ({
    rule: rule!,
    what: what!,
    test: test!,
  }),
);
const filesOf = (test: string) => [...test.matchAll(/`([^`]+)`/g)].map(([, file]) => file!);

it("the table has one row for every rule, in order", () => {
  expect(rows.map(({ rule }) => rule)).toEqual(ALL);
});

it.each(rows)("the table's row of $rule is true: $test", ({ rule, test }) => {
  if (test.startsWith("not modelled: ")) return;
  const files = filesOf(test);
  expect(test).toBe(files.map((file) => `\`${file}\``).join(", "));
  const untrue = files.filter((file) => !titles.get(file)?.some((title) => title.startsWith(`${rule} `)));
  expect({ untrue, files: files.length > 0 }).toEqual({ untrue: [], files: true });
});

it("every test of a rule is in a file that the rule's row names", () => {
  const missing = [...titles].flatMap(([file, names]) =>
    names
      .map((title) => title.split(" ")[0]!)
      .filter((rule) => !filesOf(rows.find((row) => row.rule === rule)?.test ?? "").includes(file))
      .map((rule) => `${rule} in ${file}`),
  );
  expect(missing).toEqual([]);
});

it("every rule in scope has a test", () => {
  const tested = new Set([...titles.values()].flat().map((title) => title.split(" ")[0]!));
  expect(IN_SCOPE.filter((rule) => !tested.has(rule))).toEqual([]);
});

it.each(CODES)("the code %i of R8.2 has a test", (code) => {
  expect([...titles.values()].flat().filter((title) => title.startsWith(`R8.2 ${code}`))).not.toEqual([]);
});
