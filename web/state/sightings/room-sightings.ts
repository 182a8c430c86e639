import { compareInstances } from "../instances/compare-instances.ts";
import { createLastingLag } from "./lasting-lag.ts";
import { firstSeqOf, messageMark } from "./message-mark.ts";
import type { Mark, SightingsState } from "./sightings-state.ts";
import type { RoomLog } from "../room/room-log.ts";
import { heldByMe, otherInstance, versionOf, type MyVersion } from "./room-versions.ts";
import type { Sighting, SightingsBook } from "./sightings-book.ts";
import { verdict } from "./verdict.ts";

/** What is known of the active room everywhere, put together from my own log and the sightings of others. */
export interface RoomSightings {
  /** Known instances, mine among them. */
  instances(now: number): readonly string[];
  /** Instances that do not serve me and are not silent. */
  freshOthers(now: number): readonly Sighting[];
  view(now: number): Pick<SightingsState, "instances" | "versions" | "verdict">;
  marks(id: string): readonly Mark[];
  /** A sighting has changed. */
  invalidate(): void;
  /** Grows with every sighting. */
  readonly version: number;
  /** Grows with every sighting and every change of my own log. */
  readonly marksVersion: number;
}

export interface SightingsSubject {
  /** The active room; empty before the first join. */
  room: string;
  log: RoomLog | null;
  /** The version that I am in; null while I am not. */
  mine: MyVersion | null;
}

export function createRoomSightings(book: SightingsBook, subject: () => SightingsSubject): RoomSightings {
  const lag = createLastingLag();
  let version = 0;
  let known: readonly string[] = [];
  const cache = new Map<string, { version: number; marks: readonly Mark[] }>();
  const firstSeqs = new Map<string, { sighting: Sighting; firstSeq: number | null }>();

  const instancesOf = (all: readonly Sighting[], mine: MyVersion | null): readonly string[] => {
    const names = new Set(all.map((sighting) => sighting.instance));
    if (mine) names.add(mine.instance);
    const next = [...names].sort(compareInstances);
    if (next.length !== known.length || next.some((name, index) => name !== known[index])) known = next;
    return known;
  };

  const firstSeq = (sighting: Sighting, log: RoomLog): number | null => {
    const remembered = firstSeqs.get(sighting.instance);
    if (remembered?.sighting === sighting) return remembered.firstSeq;
    const found = firstSeqOf(sighting.room?.report.messageIds ?? [], (id) => log.seqOf(id));
    firstSeqs.set(sighting.instance, { sighting, firstSeq: found });
    return found;
  };

  return {
    instances: (now) => instancesOf(book.all(now), subject().mine),
    freshOthers(now) {
      const mine = subject().mine?.instance;
      return book.all(now).filter((sighting) => sighting.instance !== mine && !book.isSilent(sighting, now));
    },
    get version() {
      return version;
    },
    get marksVersion() {
      return version + (subject().log?.changes ?? 0);
    },
    invalidate() {
      version++;
      if (cache.size > 5_000) cache.clear();
    },
    view(now) {
      const { room, log, mine } = subject();
      const all = book.all(now);
      const instances = instancesOf(all, mine);
      const versions = instances.map((instance) => {
        const sighting = book.get(instance);
        return versionOf(instance, sighting, mine, { now, silent: sighting ? book.isSilent(sighting, now) : false });
      });
      const own = mine ? book.get(mine.instance) : undefined;
      const others = all
        .filter(({ instance }) => instance !== mine?.instance)
        .map((sighting) => {
          const silent = book.isSilent(sighting, now);
          return otherInstance(sighting, { now, silent, lag: silent ? null : lag.between(own, sighting) });
        });
      return {
        instances,
        versions,
        verdict: verdict({
          room,
          self: log?.self?.id ?? null,
          mine: mine && heldByMe(mine),
          mySilence: own && book.isSilent(own, now) ? Math.floor((now - own.seenAt) / 1_000) : null,
          others,
          lookedAround: book.lookedAround(),
        }),
      };
    },
    marks(id) {
      const { log, mine } = subject();
      const stamp = version + (log?.changes ?? 0);
      const cached = cache.get(id);
      if (cached?.version === stamp) return cached.marks;
      const message = log?.get(id);
      const now = Date.now();
      const marks = known.map((instance): Mark => {
        if (!log || !message) return { instance, holds: "unknown" };
        if (instance === mine?.instance) {
          return { instance, holds: log.holds(id) ? "yes" : message.roomId === null ? "unknown" : "no" };
        }
        const sighting = book.get(instance);
        const silent = sighting ? book.isSilent(sighting, now) : false;
        return { instance, holds: messageMark(message, sighting, silent, sighting ? firstSeq(sighting, log) : null) };
      });
      cache.set(id, { version: stamp, marks });
      return marks;
    },
  };
}
