import { batch, signal } from "@preact/signals-core";
import type { InstanceReport, RoomReport } from "../../protocol/instance-report.ts";

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
  /** The number of that question. */
  question: number;
  status: InstanceReport["status"];
  state: InstanceReport["state"];
  connections: number;
  /** The room that it was asked about, as it knew it last; null when it does not hold it. */
  room: SightedRoom | null;
}

export interface SightedRoom {
  report: RoomReport;
  ids: ReadonlySet<string>;
}

/**
 * Remembers what each instance said last. Silence takes time *and* questions: a window that asks rarely (hidden) must
 * not call an instance silent that has not had its turn.
 */
export function createSightingsBook() {
  const sightings = signal<ReadonlyMap<string, Sighting>>(new Map());
  const questions = signal(0);
  let newestFound = 0;
  /** Questions in a row that nobody answered. */
  const missed = signal(0);

  /** Not seen for ten seconds, although there was time and occasion to be. */
  const isSilent = ({ seenAt, question }: Sighting, now: number): boolean =>
    now - seenAt >= SILENT_MS && questions.value - question > sightings.value.size * 2;
  const isForgotten = ({ seenAt, question }: Sighting, now: number): boolean =>
    now - seenAt >= FORGOTTEN_MS && questions.value - question > sightings.value.size * 4;

  return {
    isSilent,
    /** Notes an answer about `room`. */
    note(report: InstanceReport, room: string, askedAt: number, now: number): void {
      const before = sightings.value.get(report.instance);
      batch(() => {
        questions.value++;
        missed.value = 0;
        if (!before && sightings.value.size >= MAX_INSTANCES) return;
        if (!before) newestFound = questions.value;
        const { instance, bootId, status, state, connections } = report;
        const told = report.rooms.find((one) => one.room === room);
        // Without its store it cannot tell, which does not mean that it holds none.
        const held = told ? sighted(told, before?.room ?? null) : status === "degraded" ? (before?.room ?? null) : null;
        const what = { instance, bootId, status, state, connections, room: held };
        const kept = new Map(sightings.value);
        kept.set(instance, { ...what, askedAt, seenAt: now, question: questions.value });
        sightings.value = kept;
      });
    },
    /** One more question was asked and nothing came back. */
    miss(): void {
      questions.value++;
      missed.value++;
    },
    /** One 502 or a slow answer is an everyday thing when an instance dies; more in a row are not. */
    isFailing: () => missed.value > 1,
    get: (instance: string) => sightings.value.get(instance),
    /** Those that are remembered, without order. What may still serve people is never forgotten. */
    all(now: number, inService?: ReadonlySet<string>): readonly Sighting[] {
      return [...sightings.value.values()].filter((one) => inService?.has(one.instance) || !isForgotten(one, now));
    },
    /** Milliseconds since the one that was seen longest ago answered, of those that are not silent; 0 without any. */
    oldestAge(now: number): number {
      const heard = [...sightings.value.values()].filter((sighting) => !isSilent(sighting, now));
      return heard.reduce((oldest, { seenAt }) => Math.max(oldest, now - seenAt), 0);
    },
    /** Everybody had the chance to answer since the start or the last `clear`. */
    lookedAround: () => sightings.value.size > 0 && questions.value - newestFound >= Math.max(2, sightings.value.size),
    forget(instances: Iterable<string>): void {
      const kept = new Map(sightings.value);
      for (const instance of instances) kept.delete(instance);
      if (kept.size < sightings.value.size) sightings.value = kept;
    },
    clear(): void {
      batch(() => {
        sightings.value = new Map();
        questions.value = 0;
        newestFound = 0;
      });
    },
  };
}

export type SightingsBook = ReturnType<typeof createSightingsBook>;

/** The set is made again only when the messages are others. */
function sighted(report: RoomReport, before: SightedRoom | null): SightedRoom {
  const isSame = before && before.report.id === report.id && before.report.digest === report.digest;
  return { report, ids: isSame ? before.ids : new Set(report.messageIds) };
}
