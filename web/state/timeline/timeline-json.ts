import type { TimelineEntry, TimelineKind } from "./timeline-state.ts";

/** Entries (all, or of these kinds) as JSON text, with times that people and programs can read. */
export function timelineJson(entries: readonly TimelineEntry[], kinds?: readonly TimelineKind[]): string {
  const chosen = kinds ? entries.filter((entry) => kinds.includes(entry.kind)) : entries;
  return JSON.stringify(
    chosen.map(({ at, ...entry }) => ({ at: new Date(at).toISOString(), ...entry })),
    null,
    2,
  );
}
