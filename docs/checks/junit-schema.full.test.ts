import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { validateXML } from "xmllint-wasm";
import { printJunit } from "../../probe/report/print-junit.ts";
import type { Report, ReportCheck } from "../../probe/report/report.ts";

const schema = readFileSync(path.join(import.meta.dirname, "junit.xsd"), "utf8");
const NASTY = `a <b> & "c" 'd' ]]> \u0000 \u001B[31m \uD800 \uFFFF é 漢 😀`;
const check = (outcome: ReportCheck["outcome"]): ReportCheck => ({
  name: outcome,
  outcome,
  summary: NASTY,
  details: [NASTY, "two\nlines"],
  milliseconds: 1_234.5,
});

const report = (checks: ReportCheck[]): Report => ({
  kind: "matrix",
  title: NASTY,
  verdict: "unknown",
  sentence: NASTY,
  circumstances: NASTY,
  startedAt: "2026-11-25T01:57:20.893Z",
  milliseconds: 61_234,
  leftOut: null,
  table: { head: [], rows: [] },
  legend: [],
  notes: [],
  checks,
  data: {},
  page: () => "",
});

async function errorsOf(contents: string): Promise<string[]> {
  const { errors } = await validateXML({ xml: { fileName: "report.xml", contents }, schema });
  return errors.map(({ message }) => message);
}

it.each([
  ["nothing was checked", []],
  ["all there is, with every letter that XML does not take", ["passed", "failed", "unknown"] as const],
])("a JUnit report is valid by the schema: %s", async (_name, outcomes) => {
  expect(await errorsOf(printJunit(report(outcomes.map(check))))).toEqual([]);
});

it("the schema refuses what Ant's does: a failure without a type, and a suite without a host", async () => {
  const whole = printJunit(report([check("failed")]));
  expect(await errorsOf(whole.replace(' type="failed"', ""))).toEqual([expect.stringContaining("'type' is required")]);
  expect(await errorsOf(whole.replace(' hostname="localhost"', ""))).toHaveLength(1);
});
