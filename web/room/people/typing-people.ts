import { signal } from "@preact/signals-core";

/** A notice that was not taken back ends by itself. */
const EXPIRES_MS = 8_000;

/** Who is typing where, by `Member.id`. */
export function createTypingPeople() {
  const rooms = signal<ReadonlyMap<string, ReadonlyMap<string, string>>>(new Map());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const change = (room: string, alter: (people: Map<string, string>) => void) => {
    const people = new Map(rooms.value.get(room));
    alter(people);
    rooms.value = new Map(rooms.value).set(room, people);
  };
  const leave = (room: string, member: string) => {
    const key = `${room} ${member}`;
    clearTimeout(timers.get(key));
    timers.delete(key);
    if (rooms.value.get(room)?.has(member)) change(room, (people) => people.delete(member));
  };
  return {
    /** Names by `Member.id`, room by room. */
    rooms,
    set(room: string, member: string, name: string, typing: boolean): void {
      leave(room, member);
      if (!typing) return;
      change(room, (people) => people.set(member, name));
      timers.set(
        `${room} ${member}`,
        setTimeout(() => leave(room, member), EXPIRES_MS),
      );
    },
    leave,
    /** Nobody types in this room, or in any. */
    clear(room?: string): void {
      const cleared = room === undefined ? [...rooms.value.keys()] : [room];
      for (const one of cleared) for (const member of rooms.value.get(one)?.keys() ?? []) leave(one, member);
    },
  };
}

export type TypingPeople = ReturnType<typeof createTypingPeople>;
