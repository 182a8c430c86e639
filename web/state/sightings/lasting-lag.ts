import type { OtherInstance } from "./held-version.ts";
import type { Sighting } from "./sightings-book.ts";

const LASTS_MS = 2_000;

/**
 * For instances that hold one and the same room: how their reports differ, once that has lasted for two seconds. A
 * shorter difference is a message on its way.
 */
export function createLastingLag(): {
  between(mine: Sighting | undefined, other: Sighting, now: number): OtherInstance["lag"];
} {
  const since = new Map<string, number>();
  return {
    between(mine, other, now) {
      const lag = mine ? difference(mine, other) : null;
      if (!lag) {
        since.delete(other.instance);
        return null;
      }
      const first = since.get(other.instance) ?? now;
      since.set(other.instance, first);
      return now - first >= LASTS_MS ? lag : null;
    },
  };
}

function difference(mine: Sighting, other: Sighting): OtherInstance["lag"] {
  const here = mine.room;
  const there = other.room;
  if (!here || !there || here.report.id !== there.report.id) return null;
  const names = new Set(here.report.members.map(({ id }) => id));
  const peopleDiffer =
    here.report.members.length !== there.report.members.length || there.report.members.some(({ id }) => !names.has(id));
  const missingThere = here.report.digest === there.report.digest ? 0 : countMissing(here.ids, there.ids);
  const missingHere = here.report.digest === there.report.digest ? 0 : countMissing(there.ids, here.ids);
  return missingThere + missingHere > 0 || peopleDiffer ? { missingThere, missingHere, peopleDiffer } : null;
}

function countMissing(ids: ReadonlySet<string>, among: ReadonlySet<string>): number {
  let missing = 0;
  for (const id of ids) if (!among.has(id)) missing++;
  return missing;
}
