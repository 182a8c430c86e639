import type { InstanceReport, RoomReport } from "../../../protocol/instance-report.ts";

/** From then on an instance that has not been seen is called silent. */
export const SILENT_MS = 10_000;
const FORGOTTEN_MS = 60_000;
const MAX_INSTANCES = 64;

/** What an instance said last. */
export interface Sighting {
  instance: string;
  bootId: string;
  /** When it was asked and when its answer came. */
  askedAt: number;
  seenAt: number;
  status: InstanceReport["status"];
  state: InstanceReport["state"];
  connections: number;
  /** The room that it was asked about, as it knew it last; null when it has never heard of it. */
  room: SightedRoom | null;
}

export interface SightedRoom {
  report: RoomReport;
  ids: ReadonlySet<string>;
}

export interface SightingsBook {
  /** Notes an answer about `room`. */
  note(report: InstanceReport, room: string, askedAt: number, now: number): void;
  /** One more question was asked and nothing came back. */
  miss(): void;
  get(instance: string): Sighting | undefined;
  /** Those that are remembered, without order. Who may still serve people is never forgotten. */
  all(now: number, inService?: ReadonlySet<string>): readonly Sighting[];
  /** Not seen for ten seconds, although there was time and occasion to be. */
  isSilent(sighting: Sighting, now: number): boolean;
  /** Milliseconds since the one that was seen longest ago answered, of those that are not silent; 0 without any. */
  oldestAge(now: number): number;
  /** Everybody had the chance to answer since the start or the last `clear`. */
  lookedAround(): boolean;
  forget(instance: string): void;
  clear(): void;
}

/**
 * Remembers what each instance said last. Silence takes time *and* questions: a window that asks rarely (hidden) must
 * not call an instance silent that has not had its turn.
 */
export function createSightingsBook(): SightingsBook {
  const sightings = new Map<string, Sighting & { question: number }>();
  let questions = 0;
  let newestFound = 0;

  const unansweredTurns = (sighting: { question: number }) => questions - sighting.question;

  const book: SightingsBook = {
    note(report, room, askedAt, now) {
      questions++;
      const before = sightings.get(report.instance);
      if (!before) newestFound = questions;
      if (!before && sightings.size >= MAX_INSTANCES) return;
      const { instance, bootId, status, state, connections } = report;
      const told = report.rooms.find((one) => one.room === room) ?? null;
      sightings.set(instance, {
        instance,
        bootId,
        askedAt,
        seenAt: now,
        status,
        state,
        connections,
        // Without its store it cannot tell, which is not to know of none.
        room: told ? sighted(told, before?.room ?? null) : status === "degraded" ? (before?.room ?? null) : null,
        question: questions,
      });
    },
    miss() {
      questions++;
    },
    get: (instance) => sightings.get(instance),
    all(now, inService) {
      for (const [instance, sighting] of sightings) {
        const turns = unansweredTurns(sighting);
        if (inService?.has(instance)) continue;
        if (now - sighting.seenAt >= FORGOTTEN_MS && turns > sightings.size * 4) sightings.delete(instance);
      }
      return [...sightings.values()];
    },
    isSilent(sighting, now) {
      const { question } = sightings.get(sighting.instance) ?? { question: questions };
      return now - sighting.seenAt >= SILENT_MS && unansweredTurns({ question }) > sightings.size * 2;
    },
    oldestAge(now) {
      const heard = [...sightings.values()].filter((sighting) => !book.isSilent(sighting, now));
      return heard.reduce((oldest, { seenAt }) => Math.max(oldest, now - seenAt), 0);
    },
    lookedAround: () => sightings.size > 0 && questions - newestFound >= Math.max(2, sightings.size),
    forget(instance) {
      sightings.delete(instance);
    },
    clear() {
      sightings.clear();
      questions = 0;
      newestFound = 0;
    },
  };
  return book;
}

/** The set is made anew only when the messages are others. */
function sighted(report: RoomReport, before: SightedRoom | null): SightedRoom {
  const isSame = before && before.report.id === report.id && before.report.digest === report.digest;
  return { report, ids: isSame ? before.ids : new Set(report.messageIds) };
}
