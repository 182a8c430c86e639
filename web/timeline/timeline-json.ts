import type { TimelineEntry } from "./timeline.ts";

/** Entries as JSON text, with times that people and programs can read. */
export function timelineJson(entries: readonly TimelineEntry[]): string {
  return JSON.stringify(
    entries.map(({ at, ...entry }) => ({ at: new Date(at).toISOString(), ...entry })),
    null,
    2,
  );
}
