import type { RequestLimits } from "./limits.ts";
import type { ClientEvent, Request } from "./requests.ts";

/** Why a request was refused. */
export type RefusalCode =
  | "invalid"
  | "unknown-event"
  | "not-joined"
  | "name-taken"
  | "id-taken"
  | "room-full"
  | "too-many-rooms"
  | "instance-full"
  | "rate-limited"
  | "draining"
  | "unavailable"
  | "internal";

export interface Refusal {
  ok: false;
  code: RefusalCode;
  /** A sentence for a person: the field, its value and what is allowed. */
  message: string;
}
/** How an acknowledgement ends. No answer in time is neither: it is unknown. */
export type Reply<T> = { ok: true; data: T } | Refusal;
export type Ack<T> = (reply: Reply<T>) => void;

/** A person in a room. */
export interface Member {
  /** The same on every instance, made from the browser's secret and the name; it does not reveal the secret. */
  id: string;
  name: string;
  /** Windows in this room *as far as this instance knows*. */
  tabs: number;
}

export interface Message {
  /** Made by the client. */
  id: string;
  room: string;
  /** The version of the room that holds it. */
  roomId: string;
  /** 1, 2, 3, … within `roomId`. */
  seq: number;
  name: string;
  /** The `Member.id` of who sent it. */
  member: string;
  text: string;
  /** The instance that accepted it. */
  instance: string;
  /** When it was accepted, milliseconds since 1970, by that instance's clock. */
  at: number;
}

/** A room as the list of rooms shows it: this instance's version, nobody else's. */
export interface RoomSummary {
  room: string;
  id: string;
  people: number;
  /** The sequence number of its newest message; 0 when there is none. */
  seq: number;
}

/** What a successful `room:join` answers. */
export interface JoinedRoom {
  room: string;
  /** Random, made when this instance created the room: two versions of one room never look alike. */
  roomId: string;
  instance: string;
  /** You, as others see you. */
  self: Member;
  members: Member[];
  /**
   * The newest messages, oldest first; with a valid `lastSeen`, exactly those after it (unless `gap`).
   */
  messages: Message[];
  /** The newest sequence number. */
  seq: number;
  /**
   * `same`: this is the version that `lastSeen` named, and `messages` continues it. `different`: it is another
   * version of the room, and what you saw is not known here. `first`: you named none.
   */
  version: "same" | "different" | "first";
  /** True when messages after `lastSeen` have already been dropped from the history. */
  gap: boolean;
}

export interface Welcome {
  instance: string;
  bootId: string;
  /** Where the room state lives. */
  state: "memory" | "redis";
  limits: RequestLimits;
  draining: boolean;
}

/** What each client event answers. */
export interface Replies {
  "room:join": JoinedRoom;
  "room:leave": { room: string };
  "room:list": { rooms: RoomSummary[] };
  "message:send": {
    message: Message;
    /** This id had been accepted before; nothing was sent again. */ repeated: boolean;
  };
  "message:history": { room: string; roomId: string; messages: Message[]; /** There are older ones. */ more: boolean };
  "typing:set": { room: string };
}

/** Each carries one request object and one acknowledgement. */
export type ClientToServerEvents = {
  [E in ClientEvent]: (request: Request<E>, ack: Ack<Replies[E]>) => void;
};

/** Each carries one object. */
export interface ServerToClientEvents {
  "instance:welcome": (welcome: Welcome) => void;
  /** The instance is stopping: it accepts no more, and closes this connection before `deadlineMs` have passed. */
  "instance:draining": (draining: { instance: string; deadlineMs: number }) => void;
  /** To everyone in the room, the sender's windows included. */
  "message:sent": (message: Message) => void;
  "member:joined": (joined: { room: string; roomId: string; member: Member; at: number }) => void;
  /** A member's number of windows changed. */
  "member:updated": (updated: { room: string; roomId: string; member: Member }) => void;
  "member:left": (left: {
    room: string;
    roomId: string;
    member: Member;
    why: "left" | "disconnected";
    at: number;
  }) => void;
  "typing:changed": (typing: { room: string; member: string; name: string; typing: boolean }) => void;
  /** The rooms of this instance, most people first. */
  "room:listed": (list: { rooms: RoomSummary[] }) => void;
  /**
   * A request that came without an acknowledgement was refused; or a recovered connection could not be put back into
   * `room` (`event` is `room:join`: join again, perhaps under another name).
   */
  "request:refused": (refused: { event: string; room?: string } & Refusal) => void;
}
