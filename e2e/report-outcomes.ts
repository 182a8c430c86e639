import { appendFileSync } from "node:fs";
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { DEPLOYMENT } from "./deployment-url.ts";

/**
 * Says at the end of a run which scenarios were left out, and why, and writes a line for each that failed to
 * `FAILED_TESTS_FILE`, for the last lines of `npm test`.
 */
export default class ReportOutcomes implements Reporter {
  readonly #byReason = new Map<string, string[]>();

  onTestEnd(test: TestCase, { status, annotations }: TestResult): void {
    if (status !== "skipped") return void (status !== test.expectedStatus && writeDown(test));
    const reason = annotations.find(({ type }) => type === "skip")?.description ?? "its own title says why";
    const titles = this.#byReason.get(reason) ?? [];
    this.#byReason.set(reason, [...titles, test.titlePath().filter(Boolean).join(" › ").replace(" @control", "")]);
  }

  onEnd(): void {
    if (this.#byReason.size === 0) return;
    process.stdout.write(`\nLeft out${DEPLOYMENT ? ` at ${DEPLOYMENT}` : ""}:\n`);
    for (const [reason, titles] of this.#byReason) {
      process.stdout.write(`  ${reason}:\n${titles.map((title) => `    ${title}\n`).join("")}`);
    }
  }

  printsToStdio(): boolean {
    return false;
  }
}

function writeDown(test: TestCase): void {
  const file = process.env["FAILED_TESTS_FILE"];
  if (file) appendFileSync(file, `${test.titlePath().filter(Boolean).join(" › ")}\n`);
}
