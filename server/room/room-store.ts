import type { JoinedRoom, Message, Reply, RoomSummary, ServerToClientEvents } from "../../protocol/events.ts";
import type { RoomReport } from "../../protocol/instance-report.ts";
import type { Identity } from "../member/identify.ts";

/** A store in this process answers at once, one elsewhere later; the caller awaits both. */
export type Eventually<T> = T | Promise<T>;

type RoomEvent = "message:sent" | "member:joined" | "member:updated" | "member:left";

/**
 * Tells everyone in the room, except the connection that caused it and learns of it from its own answer. The store
 * calls it, once for each change and in the order of the changes, because it alone knows of all of them.
 */
export type Announce = <E extends RoomEvent>(
  event: E,
  payload: Parameters<ServerToClientEvents[E]>[0],
  except?: string,
) => void;

/** What a store tells its surroundings. One that is shared makes its announcements itself, on every instance. */
export interface RoomListeners {
  announce: Announce;
  /** The list of rooms is another one now. */
  listChanged(): void;
  /** Nobody of this instance is in any room any more: its connections have to be put back into their rooms. */
  membershipLost(): void;
  /** This empty room was dropped early, to make place for a new one. */
  gaveWay(room: string): void;
}

/** What a connection may still do to make rooms: one that may not is refused a room that does not exist. */
export interface NewRoomBudget {
  hasOne(): boolean;
  spend(): void;
}

/** What a store keeps and how long; see the settings of the same names. */
export interface RoomLimits {
  roomsPerClient: number;
  roomsPerInstance: number;
  membersPerRoom: number;
  historyMessages: number;
  historyCharacters: number;
  joinMessages: number;
  emptyRoomMs: number;
}

/** The store was not asked, or refused: nothing happened there. */
export class StoreUnavailableError extends Error {
  override name = "StoreUnavailableError";
  /** For requests over plain HTTP. */
  readonly status = 503;
}

/** The store was asked and did not answer: it may or may not have happened. */
export class StoreUnknownError extends Error {
  override name = "StoreUnknownError";
  readonly status = 503;
}

/** The store cannot be used at all; the message is a sentence for a person, without the password. */
export class StoreStartError extends Error {
  override name = "StoreStartError";
}

/**
 * The rooms as this instance knows them: who is in, what was said. A connection is one window; its id is Socket.IO's.
 * Nothing is announced and nothing changes when the answer is a refusal. A store elsewhere may also reject with a
 * `StoreUnknownError`: what was asked may or may not have happened.
 */
export interface RoomStore {
  /** A connection that is in already gets its answer again; under another name it is renamed, or nothing changes. */
  join(
    connection: string,
    who: Identity,
    room: string,
    lastSeen?: { roomId: string; seq: number },
    newRooms?: NewRoomBudget,
  ): Eventually<Reply<JoinedRoom>>;
  /** After a recovered connection: back into that version of the room, announced to the connection too. */
  resume(connection: string, who: Identity, room: string, roomId: string): Eventually<Reply<{ room: string }>>;
  leave(connection: string, room: string): Eventually<Reply<{ room: string; roomId: string }>>;
  /** The connection is gone: out of all its rooms. */
  leaveAll(connection: string): Eventually<void>;
  /** A message id that this member sent before, as far as the history goes, is answered with the first message. */
  send(
    connection: string,
    room: string,
    message: { id: string; text: string },
  ): Eventually<Reply<{ message: Message; repeated: boolean }>>;
  history(
    connection: string,
    room: string,
    before: number,
    limit: number,
  ): Eventually<Reply<{ room: string; roomId: string; messages: Message[]; more: boolean }>>;
  /** Who the connection is in that room; null when it is not in it. */
  memberOf(connection: string, room: string): Eventually<{ id: string; name: string } | null>;
  /** The `limit` rooms with the most people. */
  list(limit: number): Eventually<RoomSummary[]>;
  /** One room, or the `rooms` ones with the most people, each with its newest `messageIds` ids. */
  report(what: { room: string; messageIds: number } | { rooms: number; messageIds: number }): Eventually<RoomReport[]>;
  /** How many rooms there are, as far as is known. */
  count(): number;
  /** False while the store cannot be reached. */
  isAvailable(): boolean;
  /** Forgets everything; leaves no timer and no connection. */
  close(): Eventually<void>;
}
