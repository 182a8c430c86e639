import { compareInstances } from "../instances/compare-instances.ts";
import { createLastingLag } from "./lasting-lag.ts";
import { firstSeqOf, messageMark } from "./message-mark.ts";
import type { Mark, SightingsState } from "./sightings-state.ts";
import type { RoomLog } from "../room/room-log.ts";
import { heldByMe, otherInstance, versionOf, type MyVersion } from "./room-versions.ts";
import type { Sighting, SightingsBook } from "./sightings-book.ts";
import { unheard } from "./unheard.ts";
import { createUnseenInstances } from "./unseen-instances.ts";
import { verdict } from "./verdict.ts";

/** What is known of the active room everywhere, put together from my own log and the sightings of others. */
export interface RoomSightings {
  /** Instances that do not serve me and are not silent. */
  freshOthers(now: number): readonly Sighting[];
  view(now: number): Pick<SightingsState, "instances" | "versions" | "verdict" | "unheard">;
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
  /** Instances that the lab tells of, and those of them whose process has ended. */
  listed: readonly string[];
  dead: ReadonlySet<string>;
  /** Those that may serve people, so that nothing can be said of everybody while they do not answer. */
  inService: ReadonlySet<string>;
  /** See `VerdictView`. */
  unknownSessions: number;
}

export function createRoomSightings(book: SightingsBook, subject: () => SightingsSubject): RoomSightings {
  const lag = createLastingLag();
  const unseen = createUnseenInstances();
  let version = 0;
  let known: readonly string[] = [];
  let knownStory = "";
  const cache = new Map<string, { version: number; marks: readonly Mark[] }>();
  const firstSeqs = new Map<string, { sighting: Sighting; firstSeq: number | null }>();

  const instancesOf = (all: readonly Sighting[]): readonly string[] => {
    const { mine, listed, dead } = subject();
    const names = new Set([...listed, ...all.map((sighting) => sighting.instance)]);
    if (mine) names.add(mine.instance);
    const next = [...names].sort(compareInstances);
    const story = [...next, "dead:", ...dead].join(" ");
    if (story !== knownStory) {
      known = next;
      knownStory = story;
      version++;
    }
    return known;
  };

  /** What a dead instance said is history. */
  const living = (now: number): readonly Sighting[] => {
    const { dead, inService } = subject();
    for (const instance of dead) book.forget(instance);
    return book.all(now, inService);
  };

  const freshOthers = (now: number): readonly Sighting[] => {
    const mine = subject().mine?.instance;
    return living(now).filter((sighting) => sighting.instance !== mine && !book.isSilent(sighting, now));
  };

  const isDegraded = (sighting: Sighting, now: number) =>
    sighting.status === "degraded" && !book.isSilent(sighting, now);

  const firstSeq = (sighting: Sighting, log: RoomLog): number | null => {
    const remembered = firstSeqs.get(sighting.instance);
    if (remembered?.sighting === sighting) return remembered.firstSeq;
    const found = firstSeqOf(sighting.room?.report.messageIds ?? [], (id) => log.seqOf(id));
    firstSeqs.set(sighting.instance, { sighting, firstSeq: found });
    return found;
  };

  return {
    freshOthers,
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
      const { room, log, mine, dead, inService, unknownSessions } = subject();
      const all = living(now);
      const instances = instancesOf(all);
      const versions = instances.map((instance) => {
        const sighting = book.get(instance);
        const silent = sighting ? book.isSilent(sighting, now) : false;
        return versionOf(instance, sighting, mine, { now, silent, dead: dead.has(instance) });
      });
      const own = mine ? book.get(mine.instance) : undefined;
      const others = all
        .filter(({ instance }) => instance !== mine?.instance)
        .map((sighting) => {
          const silent = book.isSilent(sighting, now);
          return otherInstance(sighting, { now, silent, lag: silent ? null : lag.between(own, sighting) });
        });
      const unanswered = [...inService].filter((instance) => instance !== mine?.instance && !book.get(instance));
      const { silent: neverSeen, isLooking } = unseen.at(now, unanswered);
      return {
        instances,
        versions,
        unheard: unheard(freshOthers(now), log?.roomId ?? null, (id) => log?.get(id) !== undefined),
        verdict: verdict({
          room,
          self: log?.self?.id ?? null,
          mine: mine && heldByMe(mine),
          mySilence: own && book.isSilent(own, now) ? Math.floor((now - own.seenAt) / 1_000) : null,
          others: [...others, ...neverSeen],
          degraded: all.filter((sighting) => isDegraded(sighting, now)).map(({ instance }) => instance),
          lookedAround: book.lookedAround() && !isLooking,
          unknownSessions,
        }),
      };
    },
    marks(id) {
      const { log, mine, dead } = subject();
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
        if (dead.has(instance)) return { instance, holds: "no" };
        const sighting = book.get(instance);
        const silent = sighting ? sighting.status === "degraded" || book.isSilent(sighting, now) : false;
        return { instance, holds: messageMark(message, sighting, silent, sighting ? firstSeq(sighting, log) : null) };
      });
      cache.set(id, { version: stamp, marks });
      return marks;
    },
  };
}
