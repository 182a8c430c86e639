import { computed, type ReadonlySignal } from "@preact/signals-core";
import { compareInstances } from "../instance/compare-instances.ts";
import type { RoomLog } from "../room/messages/room-log.ts";
import { createLastingLag } from "./lasting-lag.ts";
import { firstSeqOf, messageMark, type Holds } from "./message-mark.ts";
import { heldByMe, otherInstance, versionOf, type MyVersion } from "./room-versions.ts";
import type { SightingsBook } from "./sightings-book.ts";
import { unheard } from "./unheard.ts";
import { createUnseenInstances } from "./unseen-instances.ts";
import { verdict } from "./verdict.ts";

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

/** What is known of the active room everywhere, put together from my own log and the sightings of others. */
export function createSightings(
  book: SightingsBook,
  subject: ReadonlySignal<SightingsSubject>,
  clock: ReadonlySignal<number>,
) {
  const lag = createLastingLag();
  const unseen = createUnseenInstances();

  /** What a dead instance said is history. */
  const all = computed(() => {
    const { dead, inService } = subject.value;
    return book.all(clock.value, inService).filter(({ instance }) => !dead.has(instance));
  });
  /** Of instances that do not serve me and are not silent. */
  const freshOthers = computed(() =>
    all.value.filter(
      (sighting) => sighting.instance !== subject.value.mine?.instance && !book.isSilent(sighting, clock.value),
    ),
  );
  const names = computed(() => {
    const { listed, mine } = subject.value;
    const known = new Set([...listed, ...all.value.map(({ instance }) => instance)]);
    if (mine) known.add(mine.instance);
    return [...known].sort(compareInstances).join("\n");
  });
  /** Known instances, in natural order, mine among them as soon as I am connected; the same array while they are the same. */
  const instances = computed((): readonly string[] => (names.value === "" ? [] : names.value.split("\n")));

  /** The active room, once for each of `instances`. */
  const versions = computed(() =>
    instances.value.map((instance) => {
      const { mine, dead } = subject.value;
      const now = clock.value;
      const sighting = dead.has(instance) ? undefined : book.get(instance);
      const silent = sighting ? book.isSilent(sighting, now) : false;
      return versionOf(instance, sighting, mine, { now, silent, dead: dead.has(instance) });
    }),
  );

  const story = computed(() => {
    const { room, log, mine, inService, unknownSessions } = subject.value;
    const now = clock.value;
    const own = mine ? book.get(mine.instance) : undefined;
    const others = all.value
      .filter(({ instance }) => instance !== mine?.instance)
      .map((sighting) => {
        const silent = book.isSilent(sighting, now);
        return otherInstance(sighting, { now, silent, lag: silent ? null : lag.between(own, sighting) });
      });
    const unanswered = [...inService].filter((instance) => instance !== mine?.instance && !book.get(instance));
    const { silent: neverSeen, isLooking } = unseen.at(now, unanswered);
    const degraded = all.value.filter((one) => one.status === "degraded" && !book.isSilent(one, now));
    return verdict({
      room,
      self: log?.self?.id ?? null,
      mine: mine && heldByMe(mine),
      mySilence: own && book.isSilent(own, now) ? Math.floor((now - own.seenAt) / 1_000) : null,
      others: [...others, ...neverSeen],
      degraded: degraded.map(({ instance }) => instance),
      lookedAround: book.lookedAround() && !isLooking,
      unknownSessions,
    });
  });

  /** Which of `instances` hold a message, in their order. */
  const marksOf = computed(() => {
    const { log, mine, dead } = subject.value;
    const now = clock.value;
    const known = instances.value.map((instance) => ({ instance, sighting: book.get(instance) }));
    const views = known.map(({ instance, sighting }): ((id: string) => Holds) => {
      if (instance === mine?.instance) {
        return (id) => (log?.holds(id) ? "yes" : (log?.get(id)?.roomId ?? null) === null ? "unknown" : "no");
      }
      if (dead.has(instance)) return () => "no";
      const isSilent = sighting ? sighting.status === "degraded" || book.isSilent(sighting, now) : false;
      let firstSeq: number | null | undefined;
      return (id) => {
        const message = log?.get(id);
        if (!log || !message) return "unknown";
        firstSeq ??= firstSeqOf(sighting?.room?.report.messageIds ?? [], log.seqOf);
        return messageMark(message, sighting, isSilent, firstSeq);
      };
    });
    const made = new Map<string, string>();
    return (id: string): string => {
      const marks = made.get(id) ?? views.map((view) => view(id)).join(" ");
      made.set(id, marks);
      return marks;
    };
  });

  return {
    instances,
    versions,
    freshOthers,
    verdict: story,
    /** What was said in the room at other instances and never reached this window, instance by instance. */
    unheard: computed(() => {
      const { log } = subject.value;
      return unheard(freshOthers.value, log?.roomId ?? null, (id) => log?.get(id) !== undefined);
    }),
    /** For each of `instances`, in their order, whether it holds the message: "yes no unknown". */
    marksOf,
  };
}
