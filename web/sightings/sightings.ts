import { computed, type ReadonlySignal } from "@preact/signals-core";
import { compareInstances } from "../instance/compare-instances.ts";
import type { RoomLog } from "../room/messages/room-log.ts";
import { createLastingLag } from "./lasting-lag.ts";
import { firstSeqOf, messageMark, type Holds } from "./message-mark.ts";
import { reach, type Reach } from "./reach.ts";
import { heldByMe, otherInstance, versionOf, type MyVersion } from "./room-versions.ts";
import type { SightingsBook } from "./sightings-book.ts";
import { unheard } from "./unheard.ts";
import { createUnseenInstances } from "./unseen-instances.ts";
import { verdict, type VerdictView } from "./verdict.ts";

export interface SightingsSubject {
  /** The active room; empty before the first join. */
  room: string;
  log: RoomLog | null;
  /** The version that I am in; null while I am not. */
  mine: MyVersion | null;
  /** Where a rule leads the room; null: none does, or nobody says so. */
  ledTo: string | null;
  /** Instances that the lab tells of, and those of them whose process has ended. */
  listed: readonly string[];
  ended: ReadonlyMap<string, "dead" | "stopped">;
  /** Those of which nothing that they said before counts. */
  gone: ReadonlySet<string>;
  /** Those that may serve people, so that nothing can be said of everybody while they do not answer. */
  inService: ReadonlySet<string>;
  /** Since when I am connected; null while I am not. */
  connectedSince: number | null;
  /** Where all instances keep their rooms, as the lab says; null where nobody does. */
  roomsLive: "memory" | "redis" | null;
  /** See `VerdictView`. */
  unknownSessions: number;
  unansweredSince: number | null;
  restarting: VerdictView["restarting"];
}

/** What is known of the active room everywhere, put together from my own log and the sightings of others. */
export function createSightings(
  book: SightingsBook,
  subject: ReadonlySignal<SightingsSubject>,
  clock: ReadonlySignal<number>,
) {
  const lag = createLastingLag();
  const unseen = createUnseenInstances();

  /** What a process that has ended said is history, as is what one said before its rooms lived elsewhere. */
  const all = computed(() => {
    const { gone, inService, mine, roomsLive } = subject.value;
    return book
      .all(clock.value, inService)
      .filter(({ instance }) => !gone.has(instance))
      .filter(({ state }) => roomsLive === null || state === roomsLive)
      .filter(({ instance, bootId }) => instance !== mine?.instance || bootId === mine.bootId);
  });
  /** Of instances that do not serve me and are not silent. */
  const freshOthers = computed(() =>
    all.value.filter(
      (sighting) => sighting.instance !== subject.value.mine?.instance && !book.isSilent(sighting, clock.value),
    ),
  );
  const sightingOf = computed(() => new Map(all.value.map((sighting) => [sighting.instance, sighting])));
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
      const { mine, ended } = subject.value;
      const now = clock.value;
      const sighting = sightingOf.value.get(instance);
      const silent = sighting ? book.isSilent(sighting, now) : false;
      return versionOf(instance, sighting, mine, { now, silent, ended: ended.get(instance) ?? null });
    }),
  );

  const story = computed(() => {
    const { room, log, mine, ledTo, inService, connectedSince, unknownSessions, unansweredSince, restarting } =
      subject.value;
    const now = clock.value;
    const own = mine ? sightingOf.value.get(mine.instance) : undefined;
    const lastSeen = Math.max(own?.seenAt ?? 0, connectedSince ?? 0);
    const others = all.value
      .filter(({ instance }) => instance !== mine?.instance)
      .map((sighting) => {
        const silent = book.isSilent(sighting, now);
        return otherInstance(sighting, { now, silent, lag: silent ? null : lag.between(own, sighting) });
      });
    const unanswered = [...inService].filter(
      (instance) => instance !== mine?.instance && !sightingOf.value.has(instance),
    );
    // Until all are up again, none of them is waited for.
    const { silent: neverSeen, isLooking } = unseen.at(now, restarting ? [] : unanswered);
    const degraded = all.value.filter((one) => one.status === "degraded" && !book.isSilent(one, now));
    return verdict({
      room,
      self: log?.self?.id ?? null,
      mine: mine && heldByMe(mine),
      mySilence: own && book.isSilent({ ...own, seenAt: lastSeen }, now) ? Math.floor((now - lastSeen) / 1_000) : null,
      isLedHere: ledTo !== null && ledTo === mine?.instance,
      others: [...others, ...neverSeen],
      degraded: degraded.map(({ instance }) => instance),
      lookedAround: book.lookedAround() && !isLooking,
      unknownSessions,
      unansweredSince,
      isFailing: book.isFailing(),
      restarting,
    });
  });

  const holderNames = computed(() => instances.value.filter((one) => !subject.value.ended.has(one)).join("\n"));
  /** Those of `instances` that may hold a message: a process that has ended holds none. */
  const holders = computed((): readonly string[] => (holderNames.value === "" ? [] : holderNames.value.split("\n")));

  const marksOf = computed(() => {
    const { log, mine } = subject.value;
    const now = clock.value;
    const known = holders.value.map((instance) => ({ instance, sighting: sightingOf.value.get(instance) }));
    const views = known.map(({ instance, sighting }): ((id: string) => Holds) => {
      if (instance === mine?.instance) {
        return (id) => (log?.holds(id) ? "yes" : (log?.get(id)?.roomId ?? null) === null ? "unknown" : "no");
      }
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

  /** Who can see a message; null while that is not known. */
  const reachOf = computed(() => {
    const { mine } = subject.value;
    const members = holders.value.map((instance) => {
      if (instance === mine?.instance) return [...mine.members.keys()];
      return sightingOf.value.get(instance)?.room?.report.members.map(({ id }) => id) ?? [];
    });
    const made = new Map<string, Reach | null>();
    return (id: string): Reach | null => {
      const known = made.get(id);
      if (known !== undefined) return known;
      const marks = marksOf.value(id).split(" ") as Holds[];
      const found = reach(members.map((ids, index) => ({ holds: marks[index] ?? "unknown", members: ids })));
      made.set(id, found);
      return found;
    };
  });

  return {
    instances,
    versions,
    reachOf,
    freshOthers,
    verdict: story,
    /** What was said in the room at other instances and never reached this window, instance by instance. */
    unheard: computed(() => {
      const { log } = subject.value;
      return unheard(freshOthers.value, log?.roomId ?? null, (id) => log?.get(id) !== undefined);
    }),
    holders,
    /** For each of `holders`, in their order, whether it holds the message: "yes no unknown". */
    marksOf,
  };
}
