import type { TimelineEntry } from "./timeline.ts";

/** A row of the timeline: an entry, or how many attempts before the next one went exactly like it. */
export type TimelineRow =
  | { kind: "entry"; entry: TimelineEntry }
  | { kind: "same"; id: number; at: number; attempts: number };

/**
 * Folds attempts that fail alike, one after the other, into a count and the newest of them. An attempt is what happens
 * from one `retry` to the next. Every connection has its own line.
 */
export function groupTimeline(entries: readonly TimelineEntry[]): TimelineRow[] {
  const rows: TimelineRow[] = [];
  let pending: readonly TimelineEntry[] = [];
  let alike = 0;
  const flush = () => {
    if (alike > 0) rows.push({ kind: "same", id: -pending[0]!.id, at: pending[0]!.at, attempts: alike });
    for (const entry of pending) rows.push({ kind: "entry", entry });
  };
  for (const attempt of attemptsOf(entries)) {
    if (isAlike(pending, attempt)) alike++;
    else {
      flush();
      alike = 0;
    }
    pending = attempt;
  }
  flush();
  return rows;
}

/** What comes before the first attempt is the first part. */
function attemptsOf(entries: readonly TimelineEntry[]): TimelineEntry[][] {
  const attempts: TimelineEntry[][] = [[]];
  for (const entry of entries) {
    if (entry.kind === "retry") attempts.push([entry]);
    else attempts.at(-1)!.push(entry);
  }
  return attempts;
}

function isAlike(a: readonly TimelineEntry[], b: readonly TimelineEntry[]): boolean {
  if (b[0]?.kind !== "retry" || a[0]?.kind !== "retry" || a.length !== b.length) return false;
  return a.every((entry, index) => {
    if (entry.kind === "connected") return false;
    const other = b[index]!;
    return entry.kind === other.kind && (entry.kind === "retry" || entry.text === other.text);
  });
}
