import type { JoinedRoom, Member, Message } from "../../../protocol/events.ts";
import type { Delivery, DisplayMessage } from "./delivery.ts";
import { createHeldMessages } from "./held-messages.ts";
import type { MoveBlock, SeenRoom } from "./move-block.ts";
import { moveDiff } from "./move-diff.ts";
import { createOwnMessages, type PendingMessage } from "./own-messages.ts";
import { createRoomNotices } from "./room-notices.ts";
import { createRoomRows } from "./room-rows.ts";
import type { Row } from "./row.ts";
import type { RoomGap } from "./row-list.ts";

const MAX_VANISHED = 1_000;
const SAVED_MESSAGES = 200;

/** What this window knows of one room: the version that it is in, and what it saw of others. No socket, no clock. */
export interface RoomLog {
  readonly room: string;
  /** The version it is in, or was in last; null before the first join. */
  readonly roomId: string | null;
  readonly instance: string | null;
  readonly self: Member | null;
  /** The newest and the oldest number it holds; 0 when it holds none. */
  readonly seq: number;
  readonly firstSeq: number;
  /** Up to this number nothing is missing that can still be had: what it names as seen last when it comes back. */
  readonly completeSeq: number;
  /** How many messages of its version it holds. */
  readonly size: number;
  readonly members: ReadonlyMap<string, Member>;
  readonly lastMessage: { name: string; at: number } | null;
  readonly vanishedCount: number;
  older: "available" | "loading" | "none";
  /** Grows with every change that `rows` would show. */
  readonly changes: number;
  /** Grows with every change of `members`. */
  readonly memberChanges: number;
  /** An answer to `room:join`. @returns the move, when this is another version or another instance. */
  joined(joined: JoinedRoom, how: { bootId: string | null; at: number }): MoveBlock | null;
  /** @returns false when it was there already or belongs to another version. */
  take(message: Message, at: number): boolean;
  /** Older messages of this version, oldest first, and whether there are more. */
  takeOlder(messages: readonly Message[], more: boolean, at: number): void;
  memberJoined(member: Member, at: number): void;
  memberUpdated(member: Member): void;
  memberLeft(member: Member, why: "left" | "disconnected", at: number): void;
  /** An own message that is on its way. False when too many are. */
  pend(message: DisplayMessage, delivery: Delivery): boolean;
  /** How an own message stands; one that is not pending any more keeps its state where it is shown. */
  settle(id: string, delivery: Delivery): void;
  discard(id: string): void;
  pending(id: string): PendingMessage | undefined;
  get(id: string): (DisplayMessage & { receivedAt: number }) | undefined;
  holds(id: string): boolean;
  seqOf(id: string): number | undefined;
  /** Oldest first; the same array until something changes. `prepended`: older messages were put before the last ones. */
  rows(showVanished: boolean): { rows: readonly Row[]; prepended: boolean };
  /** What it saw, with so many of the newest messages, to be compared with a later version; null before the first join. */
  seen(messages?: number): SeenRoom | null;
}

export function createRoomLog(room: string, saved: SeenRoom | null): RoomLog {
  const held = createHeldMessages();
  const own = createOwnMessages();
  const notices = createRoomNotices();
  const members = new Map<string, Member>();
  /** My `Member.id`s: one for each name that I had. */
  const ownIds = new Set<string>();
  let before = saved;
  let current: { roomId: string; instance: string; bootId: string | null; self: Member } | null = null;
  let blocks: readonly MoveBlock[] = [];
  let vanished = new Map<string, Message>();
  let gaps: RoomGap[] = [];
  let keys = 0;
  let memberChanges = 0;

  const isOwn = ({ member }: { member: string }) => ownIds.has(member);
  const rows = createRoomRows(own, () => ({
    room,
    messages: held.all,
    notices: notices.all,
    gaps,
    blocks,
    isOwn,
    deliveryOf: own.deliveryOf,
  }));

  const insert = (message: Message, at: number): boolean => {
    const place = held.insert(message, at);
    if (place === null) return false;
    own.arrived(message);
    if (place === "end") rows.append(message);
    else rows.touch();
    return true;
  };
  const cut = () => {
    const dropped = held.cut();
    if (dropped.length === 0) return;
    own.forget(dropped);
    log.older = "available";
    notices.forgetBefore(held.firstSeq);
    gaps = gaps.filter((gap) => gap.afterSeq >= held.firstSeq);
    rows.touch();
  };
  const notice = (what: "joined" | "left" | "disconnected", name: string, at: number) => {
    notices.add(what, name, held.lastSeq, at);
    rows.touch();
  };

  const log: RoomLog = {
    room,
    older: "none",
    get roomId() {
      return current?.roomId ?? null;
    },
    get instance() {
      return current?.instance ?? null;
    },
    get self() {
      return current?.self ?? null;
    },
    get seq() {
      return held.lastSeq;
    },
    get firstSeq() {
      return held.firstSeq;
    },
    get completeSeq() {
      return held.completeSeq;
    },
    get size() {
      return held.all.length;
    },
    members,
    get lastMessage() {
      const last = held.all.at(-1);
      return last ? { name: last.name, at: last.at } : null;
    },
    get vanishedCount() {
      return vanished.size;
    },
    get changes() {
      return rows.changes;
    },
    get memberChanges() {
      return memberChanges;
    },

    joined(joined, { bootId, at }) {
      const seen = log.seen(MAX_VANISHED);
      ownIds.add(joined.self.id);
      const key = `move-${++keys}`;
      blocks = seen ? moveDiff(seen, joined, { key, at, bootId }, { vanished: MAX_VANISHED }) : [];
      vanished = new Map(blocks.flatMap((block) => block.vanished.map((message) => [message.id, message])));
      if (current?.roomId !== joined.roomId) {
        held.clear();
        notices.clear();
        gaps = [];
        log.older = (joined.messages[0]?.seq ?? 1) > 1 ? "available" : "none";
      } else if (joined.gap) gaps.push({ key: `gap-${++keys}`, afterSeq: held.lastSeq });
      for (const message of joined.messages) insert(message, at);
      held.complete(joined.seq);

      members.clear();
      for (const member of joined.members) members.set(member.id, member);
      members.set(joined.self.id, joined.self);
      memberChanges++;
      current = { roomId: joined.roomId, instance: joined.instance, bootId, self: joined.self };
      before = null;
      rows.touch();
      cut();
      const newest = blocks.at(-1);
      return newest?.key === key ? newest : null;
    },
    take(message, at) {
      if (!current || message.roomId !== current.roomId) return false;
      const isNew = insert(message, at);
      cut();
      return isNew;
    },
    takeOlder(older, more, at) {
      for (const message of older) if (message.roomId === current?.roomId) insert(message, at);
      log.older = more ? "available" : "none";
      if (older.length > 0) rows.touchStart();
      else rows.touch();
    },

    memberJoined(member, at) {
      const isNew = !members.has(member.id);
      members.set(member.id, member);
      if (current?.self.id === member.id) current.self = member;
      else if (isNew && !ownIds.has(member.id)) notice("joined", member.name, at);
      memberChanges++;
    },
    memberUpdated(member) {
      members.set(member.id, member);
      if (current?.self.id === member.id) current.self = member;
      memberChanges++;
    },
    memberLeft(member, why, at) {
      // Of my own last connection a recovered one is told as well.
      if (members.delete(member.id) && !ownIds.has(member.id)) notice(why, member.name, at);
      memberChanges++;
    },

    pend(message, delivery) {
      const isTaken = own.pend(message, delivery);
      if (isTaken) rows.touchEnd();
      return isTaken;
    },
    settle(id, delivery) {
      if (own.settle(id, delivery)) return rows.touchEnd();
      if (!held.has(id) || delivery.state !== "accepted") return;
      own.note(id, delivery);
      rows.touch();
    },
    discard(id) {
      if (own.discard(id)) rows.touchEnd();
    },
    pending: (id) => own.pending.get(id),

    get(id) {
      const message = held.get(id) ?? vanished.get(id) ?? own.pending.get(id)?.message;
      return message && { ...message, receivedAt: held.receivedAt(id) };
    },
    holds: held.has,
    seqOf: held.seqOf,
    rows: rows.read,

    seen(newest = SAVED_MESSAGES) {
      if (!current) return before;
      const others = [...members.values()].filter((member) => !ownIds.has(member.id));
      return {
        roomId: current.roomId,
        instance: current.instance,
        bootId: current.bootId,
        seq: held.lastSeq,
        messages: held.all.slice(-newest),
        held: held.all.length,
        others: others.map(({ id, name }) => ({ id, name })),
        blocks,
      };
    },
  };
  return log;
}
