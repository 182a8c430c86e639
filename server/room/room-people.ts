import type { Member } from "../../protocol/events.ts";
import type { Identity } from "../member/identify.ts";

/** What happened to a member, to be announced. */
export interface PeopleChange {
  event: "member:joined" | "member:updated" | "member:left";
  member: Member;
}

export type RoomPeople = ReturnType<typeof createRoomPeople>;

/** What others see: a copy, without the key of the name. */
const shown = ({ id, name, tabs }: Member): Member => ({ id, name, tabs });

/** Who is in one version of a room, and through which connections. */
export function createRoomPeople() {
  const people = new Map<string, Member & { nameKey: string }>();
  const idOfName = new Map<string, string>();
  const idOfConnection = new Map<string, string>();

  function of(connection: string) {
    const id = idOfConnection.get(connection);
    return id === undefined ? undefined : people.get(id);
  }

  function remove(connection: string): PeopleChange | null {
    const member = of(connection);
    if (!member) return null;
    idOfConnection.delete(connection);
    member.tabs -= 1;
    if (member.tabs > 0) return { event: "member:updated", member: shown(member) };
    people.delete(member.id);
    idOfName.delete(member.nameKey);
    return { event: "member:left", member: shown(member) };
  }

  return {
    /** People, not connections. */
    get size() {
      return people.size;
    },
    of: (connection: string): Member | undefined => {
      const member = of(connection);
      return member && shown(member);
    },
    /** True when somebody else has this name. */
    isTaken: (who: Identity): boolean => (idOfName.get(who.nameKey) ?? who.id) !== who.id,
    /** True when `who` coming in through `connection` makes one person more. */
    isOneMore: (connection: string, who: Identity): boolean => {
      const present = of(connection);
      return !people.has(who.id) && present?.tabs !== 1;
    },
    /** Comes in, or changes name. The name must not be taken. */
    add: (connection: string, who: Identity): PeopleChange[] => {
      const present = of(connection);
      if (present?.id === who.id && present.name === who.name) return [];
      const changes: PeopleChange[] = [];
      if (present && present.id !== who.id) {
        const left = remove(connection);
        if (left) changes.push(left);
      }
      const member = people.get(who.id) ?? { id: who.id, name: who.name, tabs: 0, nameKey: who.nameKey };
      if (!idOfConnection.has(connection)) member.tabs += 1;
      member.name = who.name;
      const isNew = !people.has(who.id);
      people.set(who.id, member);
      idOfName.set(who.nameKey, who.id);
      idOfConnection.set(connection, who.id);
      changes.push({ event: isNew ? "member:joined" : "member:updated", member: shown(member) });
      return changes;
    },
    remove,
    list: (): Member[] => [...people.values()].map(shown),
  };
}
