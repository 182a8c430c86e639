import type { Facts } from "../facts.ts";

/** Who is in the room, and who of them this window cannot see. */
export interface PeopleApart {
  /** Names in its own version, its own among them. */
  together: readonly string[];
  /** Names that only other versions hold; of instances that hang, too. */
  hidden: readonly string[];
  /** The same, of instances that answer: everybody who looks sees them. */
  hiddenAlways: readonly string[];
}

export function peopleOf({ mine, self, others }: Facts): PeopleApart {
  const here = new Set(mine?.members.map(({ id }) => id));
  const hiddenIn = (among: Facts["others"]) => [
    ...new Set(
      among
        .filter(({ room }) => room && room.id !== mine?.id)
        .flatMap(({ room }) => room!.members)
        .filter(({ id }) => id !== self && !here.has(id))
        .map(({ name }) => name),
    ),
  ];
  return {
    together: mine?.members.map(({ name }) => name) ?? [],
    hidden: hiddenIn(others),
    hiddenAlways: hiddenIn(others.filter(({ isPaused }) => !isPaused)),
  };
}
