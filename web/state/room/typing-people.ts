/** Who is typing where, by `Member.id`. A notice that was not taken back ends by itself. */
export interface TypingPeople {
  set(room: string, member: string, name: string, typing: boolean, now: number): void;
  /** Those in this room, and forgets the old ones. */
  in(room: string, now: number): ReadonlyMap<string, string>;
  leave(room: string, member: string): void;
  clear(room?: string): void;
}

const EXPIRES_MS = 8_000;

export function createTypingPeople(): TypingPeople {
  const rooms = new Map<string, Map<string, { name: string; until: number }>>();
  return {
    set(room, member, name, typing, now) {
      const people = rooms.get(room) ?? new Map<string, { name: string; until: number }>();
      rooms.set(room, people);
      if (typing) people.set(member, { name, until: now + EXPIRES_MS });
      else people.delete(member);
    },
    in(room, now) {
      const people = rooms.get(room) ?? new Map<string, { name: string; until: number }>();
      for (const [member, { until }] of people) if (until <= now) people.delete(member);
      return new Map([...people].map(([member, { name }]) => [member, name]));
    },
    leave(room, member) {
      rooms.get(room)?.delete(member);
    },
    clear(room) {
      if (room === undefined) rooms.clear();
      else rooms.delete(room);
    },
  };
}
