import type { Identity } from "../member/identify.ts";

export interface Seat {
  connection: string;
  room: string;
}

/** What this instance holds in the store, as far as it knows: which connection is in which rooms, and as whom. */
export function createSeats() {
  const held = new Map<string, Map<string, Identity>>();
  const people = new Map<string, number>();
  const given = new Map<string, Seat>();
  const keyOf = ({ connection, room }: Seat) => `${connection} ${room}`;

  function remove({ connection, room }: Seat): void {
    const mine = held.get(connection);
    if (!mine?.delete(room)) return;
    if (mine.size === 0) held.delete(connection);
    const left = (people.get(room) ?? 1) - 1;
    if (left > 0) people.set(room, left);
    else people.delete(room);
  }

  return {
    get size() {
      return held.size;
    },
    of: (connection: string, room: string): Identity | undefined => held.get(connection)?.get(room),
    roomsOf: (connection: string): string[] => [...(held.get(connection)?.keys() ?? [])],
    /** Every room that somebody here is in. */
    rooms: (): string[] => [...people.keys()],
    add: ({ connection, room }: Seat, who: Identity): void => {
      const mine = held.get(connection) ?? new Map<string, Identity>();
      if (!mine.has(room)) people.set(room, (people.get(room) ?? 0) + 1);
      held.set(connection, mine.set(room, who));
    },
    remove,
    /** To be given up after the next heartbeat, because the store could not be told or may have misheard. */
    giveUp: (seat: Seat): void => {
      remove(seat);
      given.set(keyOf(seat), seat);
    },
    /** It is wanted after all. */
    want: (seat: Seat): void => void given.delete(keyOf(seat)),
    givenUp: (): Seat[] => [...given.values()],
    /** The store has been told of these. */
    settle: (seats: readonly Seat[]): void => {
      for (const seat of seats) if (given.get(keyOf(seat)) === seat) given.delete(keyOf(seat));
    },
    clear: (): void => {
      held.clear();
      people.clear();
      given.clear();
    },
  };
}
