import type { Report, ReportCheck } from "./report.ts";

/**
 * A report as JUnit XML: one test case for each check. What could not be told is an error, not a failure. It keeps to what
 * the schemas of both Ant's JUnit tasks and Jenkins's xUnit plugin allow; `docs/checks/junit.xsd` is the two together.
 */
export function printJunit({ kind, startedAt, milliseconds, checks, sentence }: Report): string {
  const count = (outcome: ReportCheck["outcome"]) => checks.filter((check) => check.outcome === outcome).length;
  const counts = `tests="${checks.length}" failures="${count("failed")}" errors="${count("unknown")}"`;
  const seconds = (time: number) => (time / 1_000).toFixed(3);
  const cases = checks.map(({ name, outcome, summary, details, milliseconds: time }) => {
    const head = `    <testcase classname="sticky-rooms.${kind}" name="${escapeXml(name)}" time="${seconds(time)}"`;
    if (outcome === "passed") return `${head}/>`;
    const kindOf = outcome === "failed" ? "failure" : "error";
    const text = escapeXml([summary, ...details].join("\n"));
    return `${head}>\n      <${kindOf} type="${outcome}" message="${escapeXml(summary)}">${text}</${kindOf}>\n    </testcase>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="${kind}" package="sticky-rooms" id="0" hostname="localhost" ${counts} skipped="0" time="${seconds(milliseconds)}" timestamp="${startedAt.slice(0, 19)}">
    <properties/>
${cases.join("\n")}${cases.length > 0 ? "\n" : ""}    <system-out>${escapeXml(sentence)}</system-out>
    <system-err/>
  </testsuite>
</testsuites>
`;
}

/** XML 1.0 allows no control characters, however they are written. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}
