import { totalFaults, type StoreTotal } from "./total-faults.ts";
import type { FaultsResult } from "./run-faults.ts";

/** The totals as rows of text, the same for every report: a row for each figure, a column for each store. */
export function faultRows(result: FaultsResult): { head: string[]; rows: string[][] } {
  const totals = totalFaults(result);
  const row = (name: string, text: (total: StoreTotal) => string | number) => [
    name,
    ...totals.map((total) => String(text(total))),
  ];
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
  return { head: ["", ...totals.map(({ store }) => (store === "memory" ? "memory" : `Redis, ${store}`))], rows };
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
