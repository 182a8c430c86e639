import type { Report, ReportCheck, ReportTable } from "../report/report.ts";
import { countOf } from "../report/words.ts";
import { faultsPage } from "./faults-page.ts";
import type { FaultsResult } from "./run-faults.ts";
import { totalFaults, type StoreTotal } from "./total-faults.ts";

/** What happened while things failed, as a report. */
export function faultsReport(result: FaultsResult): Report {
  const { people, instances, seed, startedAt, milliseconds, leftOut, verdict } = result;
  const totals = totalFaults(result);
  const table = tableOf(totals);
  // Of the histories, only those of rounds in which something must not be.
  const rounds = result.rounds.map((round) => (round.verdict === "valid" ? { ...round, history: null } : round));
  return {
    kind: "faults",
    title: "While things fail",
    verdict,
    sentence: sentenceOf(result),
    circumstances: `${people} people, ${countOf(instances, "instance")}, seed ${seed}`,
    startedAt,
    milliseconds,
    leftOut,
    table,
    legend: [],
    notes: [],
    checks: checksOf(result),
    data: { ...result, rounds, totals },
    page: () => faultsPage(result, table),
  };
}

function sentenceOf({ rounds, failures }: FaultsResult): string {
  const count = (verdict: string) => rounds.filter((round) => round.verdict === verdict).length;
  const unknown = count("unknown") + failures.length;
  const parts = [
    `${count("valid")} of ${rounds.length + failures.length} rounds without an unexplained outcome`,
    ...(count("invalid") > 0 ? [`${count("invalid")} invalid`] : []),
    ...(unknown > 0 ? [`${unknown} could not be told`] : []),
  ];
  return parts.join(", ");
}

const OUTCOMES = { valid: "passed", invalid: "failed", unknown: "unknown" } as const;

function checksOf({ rounds, failures }: FaultsResult): ReportCheck[] {
  return [
    ...rounds.map(({ store, number, verdict, violations, figures, milliseconds }): ReportCheck => {
      const { lost, expected } = figures;
      const summary = violations.join("; ") || `${lost} of ${expected} lost, each of them predicted`;
      return { name: `${store}, round ${number}`, outcome: OUTCOMES[verdict], summary, details: [], milliseconds };
    }),
    ...failures.map(({ store, number, error }): ReportCheck => {
      const summary = `could not be held: ${error}`;
      return { name: `${store}, round ${number}`, outcome: "unknown", summary, details: [], milliseconds: 0 };
    }),
  ];
}

/** A row for each figure, a column for each store. */
function tableOf(totals: readonly StoreTotal[]): ReportTable {
  const row = (name: string, text: (total: StoreTotal) => string | number) => ({
    texts: [name, ...totals.map((total) => String(text(total)))],
  });
  const rows = [
    row("rounds", ({ rounds }) => rounds),
    row("  as they must be", ({ rounds, invalid, unknown }) => rounds - invalid - unknown),
    row("  invalid", ({ invalid }) => invalid),
    row("  could not be told", ({ unknown }) => unknown),
    row("faults", ({ faults }) => faults.reduce((all, [, number]) => all + number, 0)),
    ...kindsOf(totals).map((kind) =>
      row(`  ${kind}`, ({ faults }) => faults.find(([name]) => name === kind)?.[1] ?? "–"),
    ),
    row("connections broken", ({ broken }) => broken),
    row("  recovered", ({ recovered }) => recovered),
    row("out of the room, ms", ({ awayMs }) => (awayMs ? `${awayMs.median} to ${awayMs.most}` : "–")),
    row("“Session ID unknown”", ({ unknownSessions }) => unknownSessions),
    row("messages accepted", ({ sent }) => sent.ok),
    row("  refused", ({ sent }) => sent.fail),
    row("  unknown (no answer)", ({ sent }) => sent.unknown),
    row("deliveries due", ({ expected }) => expected),
    row("  lost, predicted", ({ store, foretold }) => (store === "memory" ? between(foretold) : "0")),
    row("  lost, measured", ({ lost }) => lost),
    ...causesOf(totals).map((cause) =>
      row(`    ${cause}`, ({ causes }) => causes.find(([name]) => name === cause)?.[1] ?? "–"),
    ),
    row("came twice, shown once", ({ repeats }) => repeats),
    row("stayed out, asked for again", ({ holes }) => holes),
  ];
  const stores = totals.map(({ store }) => (store === "memory" ? "memory" : `Redis, ${store}`));
  return {
    head: [{ title: "", align: "left" }, ...stores.map((title) => ({ title, align: "right" }) as const)],
    rows,
  };
}

function kindsOf(totals: readonly StoreTotal[]) {
  return [...new Set(totals.flatMap(({ faults }) => faults.map(([kind]) => kind)))];
}

function causesOf(totals: readonly StoreTotal[]) {
  return [...new Set(totals.flatMap(({ causes }) => causes.map(([cause]) => cause)))];
}

function between({ certain, possible }: StoreTotal["foretold"]): string {
  return possible === 0 ? String(certain) : `${certain} to ${certain + possible}`;
}
