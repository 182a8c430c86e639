import type { Member } from "../../protocol/events.ts";
import type { HeldVersion, OtherInstance } from "./held-version.ts";
import type { Sighting } from "./sightings-book.ts";

const MAX_MEMBERS = 50;

export interface RoomVersion {
  instance: string;
  bootId: string | null;
  /** Mine: the instance that serves me. */
  isMine: boolean;
  /**
   * `silent`: not seen for ten seconds. `unseen`: known only from elsewhere, not asked yet. `dead`, `stopped` (after it
   * was drained): the lab says that its process has ended, and what it held in memory with it.
   */
  sight: "fresh" | "silent" | "unseen" | "dead" | "stopped";
  /** When this instance last answered; null when it has not. */
  seenAt: number | null;
  /** Whole seconds since then. */
  ageSeconds: number | null;
  status: "healthy" | "draining" | "degraded" | null;
  state: "memory" | "redis" | null;
  connections: number | null;
  /** Null: this instance does not hold the room (or has not answered). */
  room: RoomFacts | null;
}

export interface RoomFacts {
  roomId: string;
  people: number;
  messages: number;
  lastMessage: { name: string; at: number } | null;
  /** The same version as mine (same room id). */
  sameVersion: boolean;
  /** Against mine: message ids it has and mine has not, and the other way round; null while not comparable. */
  messagesOnlyThere: number | null;
  messagesOnlyHere: number | null;
  /** Names, at most 50, `isHere` = in my version as well. */
  members: readonly { id: string; name: string; isHere: boolean; isYou: boolean }[];
}

/** My version of the room, from what this window holds itself. */
export interface MyVersion {
  instance: string;
  bootId: string | null;
  state: "memory" | "redis" | null;
  roomId: string;
  self: string | null;
  members: ReadonlyMap<string, Member>;
  messages: number;
  lastMessage: { name: string; at: number } | null;
  holds(id: string): boolean;
}

/** A version as the verdict needs it. */
export function heldBy(sighting: Sighting): HeldVersion | null {
  if (!sighting.room) return null;
  const { report } = sighting.room;
  return {
    instance: sighting.instance,
    roomId: report.id,
    members: report.members,
    messages: report.messageCount,
  };
}

export function heldByMe(mine: MyVersion): HeldVersion {
  return {
    instance: mine.instance,
    roomId: mine.roomId,
    members: [...mine.members.values()],
    messages: mine.messages,
  };
}

/** What another instance holds, set against mine. */
export function factsOf(sighting: Sighting, mine: MyVersion | null): RoomFacts | null {
  if (!sighting.room) return null;
  const { report, ids } = sighting.room;
  const sameVersion = mine?.roomId === report.id;
  let here = 0;
  if (mine) for (const id of ids) if (mine.holds(id)) here++;
  return {
    roomId: report.id,
    people: report.members.length,
    messages: report.messageCount,
    lastMessage: report.lastMessage && { name: report.lastMessage.name, at: report.lastMessage.at },
    sameVersion,
    messagesOnlyThere: mine && !sameVersion ? report.messageCount - here : null,
    messagesOnlyHere: mine && !sameVersion ? mine.messages - here : null,
    members: report.members.slice(0, MAX_MEMBERS).map(({ id, name }) => ({
      id,
      name,
      isHere: mine?.members.has(id) ?? false,
      isYou: id === mine?.self,
    })),
  };
}

export function myFacts(mine: MyVersion): RoomFacts {
  return {
    roomId: mine.roomId,
    people: mine.members.size,
    messages: mine.messages,
    lastMessage: mine.lastMessage,
    sameVersion: true,
    messagesOnlyThere: 0,
    messagesOnlyHere: 0,
    members: [...mine.members.values()]
      .slice(0, MAX_MEMBERS)
      .map(({ id, name }) => ({ id, name, isHere: true, isYou: id === mine.self })),
  };
}

/** One row of "this room, N times". */
export function versionOf(
  instance: string,
  sighting: Sighting | undefined,
  mine: MyVersion | null,
  view: { now: number; silent: boolean; ended: "dead" | "stopped" | null },
): RoomVersion {
  const isMine = mine?.instance === instance;
  return {
    instance,
    bootId: sighting?.bootId ?? (isMine ? mine.bootId : null),
    isMine,
    sight: view.ended ?? (!sighting ? "unseen" : view.silent ? "silent" : "fresh"),
    seenAt: sighting?.seenAt ?? null,
    ageSeconds: sighting ? Math.max(0, Math.floor((view.now - sighting.seenAt) / 1_000)) : null,
    status: sighting?.status ?? null,
    state: sighting?.state ?? (isMine ? mine.state : null),
    connections: sighting?.connections ?? null,
    room: isMine ? myFacts(mine) : sighting ? factsOf(sighting, mine) : null,
  };
}

/** The other instances, as the verdict needs them. */
export function otherInstance(
  sighting: Sighting,
  view: { now: number; silent: boolean; lag: OtherInstance["lag"] },
): OtherInstance {
  return {
    instance: sighting.instance,
    ageSeconds: Math.floor((view.now - sighting.seenAt) / 1_000),
    silent: view.silent,
    held: heldBy(sighting),
    lag: view.lag,
  };
}
