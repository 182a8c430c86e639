import type { OtherInstance } from "./held-version.ts";
import type { Sighting } from "./sightings-book.ts";

const LASTS_MS = 2_000;

/**
 * For instances that hold one and the same room: how what they report differs. Two reports are of two moments, so a
 * message or a person counts only when both instances were asked again two seconds after it was first missed, and it is
 * still there on one side only: a shorter difference is a message on its way.
 */
export function createLastingLag(): { between(mine: Sighting | undefined, other: Sighting): OtherInstance["lag"] } {
  const missedBy = new Map<string, ReadonlyMap<string, number>>();
  return {
    between(mine, other) {
      const missing = mine ? difference(mine, other) : [];
      if (!mine || missing.length === 0) {
        missedBy.delete(other.instance);
        return null;
      }
      const before = missedBy.get(other.instance);
      const known = Math.max(mine.seenAt, other.seenAt);
      const since = new Map(missing.map((key) => [key, before?.get(key) ?? known]));
      missedBy.set(other.instance, since);

      const asked = Math.min(mine.askedAt, other.askedAt);
      const lasting = missing.filter((key) => asked - since.get(key)! >= LASTS_MS);
      if (lasting.length === 0) return null;
      const count = (kind: string) => lasting.filter((key) => key.startsWith(kind)).length;
      return { missingThere: count("there "), missingHere: count("here "), peopleDiffer: count("person ") > 0 };
    },
  };
}

/** What only one of two reports of one room names. */
function difference(mine: Sighting, other: Sighting): string[] {
  if (mine.status === "degraded" || other.status === "degraded") return [];
  const here = mine.room;
  const there = other.room;
  if (!here || !there || here.report.id !== there.report.id) return [];
  const people = [here, there].map(({ report }) => new Set(report.members.map(({ id }) => id))) as [
    Set<string>,
    Set<string>,
  ];
  const isSame = here.report.digest === there.report.digest;
  return [
    ...(isSame ? [] : keysMissing("there", here.ids, there.ids)),
    ...(isSame ? [] : keysMissing("here", there.ids, here.ids)),
    ...keysMissing("person", people[0], people[1]),
    ...keysMissing("person", people[1], people[0]),
  ];
}

function keysMissing(kind: string, ids: ReadonlySet<string>, among: ReadonlySet<string>): string[] {
  const missing: string[] = [];
  for (const id of ids) if (!among.has(id)) missing.push(`${kind} ${id}`);
  return missing;
}
