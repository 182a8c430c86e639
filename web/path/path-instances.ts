import { compareInstances } from "../instance/compare-instances.ts";
import { instanceWord } from "../lab/instance-life.ts";
import type { RoomsState } from "../../protocol/control/state.ts";
import type { LabTarget } from "../lab/lab-state.ts";
import type { RoomVersion } from "../sightings/room-versions.ts";
import { countOf } from "../page/count-of.ts";
import { listNames } from "../page/list-names.ts";
import { storeLink, type StoreLink } from "./store-link.ts";

/** An instance as the drawing of the path shows it. */
export interface PathInstance {
  id: string;
  /** In a word, when it is not simply healthy. */
  trouble: string | null;
  /** Whom of the room it serves, or what else is known of it. */
  holds: string;
  /** To the store of the rooms, where they share one. */
  link: StoreLink;
  /** What the control API says; null where there is none. */
  target: LabTarget | null;
}

export interface PathSources {
  /** What the control API tells of; empty where there is none. */
  targets: readonly LabTarget[];
  /** What was seen. */
  versions: readonly RoomVersion[];
  /** What the control API says of the store; null where nobody does. */
  redis: RoomsState["redis"];
  /** The instance that served me last. */
  mine: string | null;
}

const NAMES = 2;

/** The instances that the control API tells of, or else those that were seen. */
export function pathInstances({ targets, versions, redis, mine }: PathSources): PathInstance[] {
  const seen = new Map(versions.map((version) => [version.instance, version]));
  if (targets.length > 0) {
    return targets.map((target) => {
      const { id, process } = target;
      const version = seen.get(id);
      const link = storeLink({ version, process, redis });
      return { id, trouble: troubleOf(target), holds: holdsOf(version), link, target };
    });
  }
  const names = new Set(seen.keys());
  if (mine !== null) names.add(mine);
  return [...names].sort(compareInstances).map((id) => {
    const version = seen.get(id);
    const trouble = version?.sight === "silent" ? "not seen" : version?.status === "draining" ? "draining" : null;
    const link = storeLink({ version, process: null, redis });
    return { id, trouble, holds: holdsOf(version), link, target: null };
  });
}

function troubleOf(target: LabTarget): string | null {
  const word = instanceWord(target);
  return word === "healthy" ? null : word;
}

function holdsOf(version: RoomVersion | undefined): string {
  if (!version || version.sight === "unseen") return "";
  const { room, state, connections } = version;
  // Shared, every instance holds everyone: what it serves is all that tells them apart.
  if (state === "redis") return connections === null ? "" : `${connections} connected`;
  if (!room || (room.people === 0 && room.messages === 0)) return "nobody";
  if (room.people === 0) return countOf(room.messages, "message");
  const names = room.members
    .toSorted((a, b) => Number(b.isYou) - Number(a.isYou))
    .slice(0, NAMES)
    .map(({ name, isYou }) => (isYou ? "you" : name));
  return listNames(names, room.people);
}
