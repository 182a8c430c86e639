import type { Member } from "../../../protocol/events.ts";
import { compareInstances } from "../../instance/compare-instances.ts";
import type { HeldVersion } from "../../sightings/held-version.ts";

const byName = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

export interface PersonHere {
  id: string;
  name: string;
  tabs: number;
  isYou: boolean;
  typing: boolean;
}

export interface PersonElsewhere {
  id: string;
  name: string;
  /** The instances that count this person. */
  instances: readonly string[];
  /** It is me: "you, still counted on chat-1". */
  isYou: boolean;
}

export interface PresenceView {
  self: string | null;
  /** Members of my version. */
  here: Iterable<Member>;
  /** `Member.id`s of who is typing. */
  typing: ReadonlySet<string>;
  /** Versions at other instances. */
  elsewhere: readonly Pick<HeldVersion, "instance" | "members">[];
}

/** Who is with me (me first), and who is held by other instances only (my own ghosts last). */
export function presenceGroups({ self, here, typing, elsewhere }: PresenceView): {
  withYou: PersonHere[];
  outOfSight: PersonElsewhere[];
} {
  const withYou: PersonHere[] = [];
  const ids = new Set<string>();
  for (const { id, name, tabs } of here) {
    ids.add(id);
    withYou.push({ id, name, tabs, isYou: id === self, typing: typing.has(id) });
  }

  const out = new Map<string, { id: string; name: string; instances: string[]; isYou: boolean }>();
  for (const { instance, members } of elsewhere) {
    for (const { id, name } of members) {
      const isYou = id === self;
      if (ids.has(id) && !isYou) continue;
      const person = out.get(id) ?? { id, name, instances: [], isYou };
      person.instances.push(instance);
      out.set(id, person);
    }
  }
  for (const person of out.values()) person.instances.sort(compareInstances);

  return {
    withYou: withYou.sort((a, b) => Number(b.isYou) - Number(a.isYou) || byName.compare(a.name, b.name)),
    outOfSight: [...out.values()].sort(
      (a, b) => Number(a.isYou) - Number(b.isYou) || byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1),
    ),
  };
}
