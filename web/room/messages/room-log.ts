import { batch, computed } from "@preact/signals-core";
import type { JoinedRoom, Member, Message } from "../../../protocol/events.ts";
import type { Delivery, DisplayMessage } from "./delivery.ts";
import { createChanges } from "../../page/changes.ts";
import { createHeldMessages } from "./held-messages.ts";
import type { MoveBlock, SeenRoom } from "./move-block.ts";
import { moveDiff } from "./move-diff.ts";
import { createOwnMessages } from "./own-messages.ts";
import { createRoomNotices } from "./room-notices.ts";
import { createRoomRows } from "./room-rows.ts";
import type { RoomGap } from "./row-list.ts";

const MAX_VANISHED = 1_000;
const SAVED_MESSAGES = 200;

/** What this window knows of one room: the version that it is in, and what it saw of others. No socket, no clock. */
export function createRoomLog(room: string, saved: SeenRoom | null) {
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
  let older: "available" | "loading" | "none" = "none";
  const memberChanges = createChanges();

  const isOwn = ({ member }: { member: string }) => ownIds.has(member);
  const people = computed((): readonly Member[] => {
    memberChanges.watch();
    return [...members.values()];
  });
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
    older = "available";
    notices.forgetBefore(held.firstSeq);
    gaps = gaps.filter((gap) => gap.afterSeq >= held.firstSeq);
    rows.touch();
  };
  const notice = (what: "joined" | "left" | "disconnected", name: string, at: number) => {
    notices.add(what, name, held.lastSeq, at);
    rows.touch();
  };

  /** With so many of the newest messages; null before the first join. */
  const seen = (newest = SAVED_MESSAGES): SeenRoom | null => {
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
  };

  return {
    room,
    /** Call it in what is computed of anything here but `people`. */
    watch: rows.watch,
    /** The version it is in, or was in last; null before the first join. */
    get roomId() {
      return current?.roomId ?? null;
    },
    get instance() {
      return current?.instance ?? null;
    },
    get self() {
      return current?.self ?? null;
    },
    /** The newest and the oldest number it holds; 0 when it holds none. */
    get seq() {
      return held.lastSeq;
    },
    get firstSeq() {
      return held.firstSeq;
    },
    /** Up to this number nothing is missing that can still be had: what it names as seen last when it comes back. */
    get completeSeq() {
      return held.completeSeq;
    },
    /** How many messages of its version it holds. */
    get size() {
      return held.all.length;
    },
    people,
    get members(): ReadonlyMap<string, Member> {
      return members;
    },
    get lastMessage() {
      const last = held.all.at(-1);
      return last ? { name: last.name, at: last.at } : null;
    },
    get acceptedBy() {
      return held.all.findLast(isOwn)?.instance ?? null;
    },
    get vanishedCount() {
      return vanished.size;
    },
    get older() {
      return older;
    },

    /** An answer to `room:join`. @returns the move, when this is another version or another instance. */
    joined(joined: JoinedRoom, { bootId, at }: { bootId: string | null; at: number }): MoveBlock | null {
      const last = seen(MAX_VANISHED);
      ownIds.add(joined.self.id);
      const key = `move-${++keys}`;
      blocks = last ? moveDiff(last, joined, { key, at, bootId }, { vanished: MAX_VANISHED }) : [];
      vanished = new Map(blocks.flatMap((block) => block.vanished.map((message) => [message.id, message])));
      if (current?.roomId !== joined.roomId) {
        held.clear();
        notices.clear();
        gaps = [];
        older = (joined.messages[0]?.seq ?? 1) > 1 ? "available" : "none";
      } else if (joined.gap) gaps.push({ key: `gap-${++keys}`, afterSeq: held.lastSeq });
      for (const message of joined.messages) insert(message, at);
      held.complete(joined.seq);

      members.clear();
      for (const member of joined.members) members.set(member.id, member);
      members.set(joined.self.id, joined.self);
      current = { roomId: joined.roomId, instance: joined.instance, bootId, self: joined.self };
      before = null;
      rows.touch();
      cut();
      // Who I am and who is here belong together.
      batch(() => {
        rows.tell();
        memberChanges.tell();
      });
      const newest = blocks.at(-1);
      return newest?.key === key ? newest : null;
    },
    /** @returns false when it was there already or belongs to another version. */
    take(message: Message, at: number): boolean {
      if (!current || message.roomId !== current.roomId) return false;
      const isNew = insert(message, at);
      cut();
      return isNew;
    },
    /** Older messages were asked for. */
    olderAsked(): void {
      older = "loading";
      rows.touchEnd();
    },
    /** Nobody answered that. */
    olderUnknown(): void {
      older = "available";
      rows.touchEnd();
    },
    /** Older messages of this version, oldest first, and whether there are more. */
    takeOlder(messages: readonly Message[], more: boolean, at: number): void {
      for (const message of messages) if (message.roomId === current?.roomId) insert(message, at);
      older = more ? "available" : "none";
      if (messages.length > 0) rows.touchStart();
      else rows.touch();
    },

    memberJoined(member: Member, at: number): void {
      const isNew = !members.has(member.id);
      members.set(member.id, member);
      if (current?.self.id === member.id) current.self = member;
      else if (isNew && !ownIds.has(member.id)) notice("joined", member.name, at);
      memberChanges.touch();
    },
    memberUpdated(member: Member): void {
      members.set(member.id, member);
      if (current?.self.id === member.id) current.self = member;
      memberChanges.touch();
    },
    memberLeft(member: Member, why: "left" | "disconnected", at: number): void {
      // Of my own last connection a recovered one is told as well.
      if (members.delete(member.id) && !ownIds.has(member.id)) notice(why, member.name, at);
      memberChanges.touch();
    },

    /** An own message that is on its way. False when too many are. */
    pend(message: DisplayMessage, delivery: Delivery): boolean {
      const isTaken = own.pend(message, delivery);
      if (isTaken) rows.touchEnd();
      return isTaken;
    },
    /** How an own message stands; one that is not pending any more keeps its state where it is shown. */
    settle(id: string, delivery: Delivery): void {
      if (own.settle(id, delivery)) return rows.touchEnd();
      if (!held.has(id) || delivery.state !== "accepted") return;
      own.note(id, delivery);
      rows.touch();
    },
    discard(id: string): void {
      if (own.discard(id)) rows.touchEnd();
    },
    pending: (id: string) => own.pending.get(id),

    get(id: string): (DisplayMessage & { receivedAt: number }) | undefined {
      const message = held.get(id) ?? vanished.get(id) ?? own.pending.get(id)?.message;
      return message && { ...message, receivedAt: held.receivedAt(id) };
    },
    holds: held.has,
    seqOf: held.seqOf,
    /** Oldest first; the same array until something changes. `prepended`: older messages were put before the last ones. */
    rows: rows.read,

    /** What it saw, to be compared with a later version. */
    seen,
  };
}

export type RoomLog = ReturnType<typeof createRoomLog>;
