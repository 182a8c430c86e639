import type { JoinedRoom, Member, Message } from "../../protocol/events.ts";
import type { MoveBlock, SeenRoom } from "./move-block.ts";
import { moveDiff } from "./move-diff.ts";
import type { Delivery, DisplayMessage, MessageRow, Row } from "./page-state.ts";
import { createRowList, type RoomGap, type RoomNotice, type RowList } from "./row-list.ts";

/** Bounds of what one window keeps of one room. */
const MAX_MESSAGES = 10_000;
/** It is cut back by this many at once, since that lays all rows out anew. */
const CUT = 1_000;
const MAX_NOTICES = 200;
const MAX_PENDING = 200;
const MAX_VANISHED = 1_000;
const SAVED_MESSAGES = 200;
const NAMES_IN_NOTICE = 3;
const NOTICE_RUN_MS = 60_000;

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
  pending(id: string): { message: DisplayMessage; delivery: Delivery } | undefined;
  pendingIds(): string[];
  get(id: string): (DisplayMessage & { receivedAt: number }) | undefined;
  holds(id: string): boolean;
  seqOf(id: string): number | undefined;
  /** Oldest first; the same array until something changes. `prepended`: older messages were put before the last ones. */
  rows(showVanished: boolean): { rows: readonly Row[]; prepended: boolean };
  /** What it saw, with so many of the newest messages, to be compared with a later version; null before the first join. */
  seen(messages?: number): SeenRoom | null;
}

type Anchor =
  | { kind: "notice"; afterSeq: number; notice: RoomNotice }
  | { kind: "move"; afterSeq: number; block: MoveBlock }
  | { kind: "gap"; afterSeq: number; gap: RoomGap };

export function createRoomLog(room: string, saved: SeenRoom | null): RoomLog {
  let messages: Message[] = [];
  const receivedAt = new Map<string, number>();
  const seqs = new Map<string, number>();
  const members = new Map<string, Member>();
  const ownIds = new Set<string>();
  const unsettled = new Map<string, { message: DisplayMessage; delivery: Delivery }>();
  const deliveries = new Map<string, Delivery>();
  let vanished = new Map<string, Message>();
  let before = saved;
  let current: { roomId: string; instance: string; bootId: string | null; self: Member } | null = null;
  let blocks: readonly MoveBlock[] = [];
  let notices: RoomNotice[] = [];
  let gaps: RoomGap[] = [];
  let keys = 0;

  let list: RowList | null = null;
  let changes = 0;
  let memberChanges = 0;
  let shown: { changes: number; showVanished: boolean; rows: readonly Row[]; prepended: boolean } | null = null;
  let prepended = false;

  /** Something in the middle is another one: all rows are laid out anew. */
  const touch = () => {
    list = null;
    changes++;
  };
  const nextKey = (what: string) => `${what}-${++keys}`;
  const lastSeq = () => messages.at(-1)?.seq ?? 0;

  const insert = (message: Message, at: number): boolean => {
    if (seqs.has(message.id)) return false;
    receivedAt.set(message.id, at);
    seqs.set(message.id, message.seq);
    const isNewest = message.seq > lastSeq();
    if (isNewest) messages.push(message);
    else messages.splice(placeOf(messages, message.seq), 0, message);
    accepted(message);
    if (isNewest && list && unsettled.size === 0) {
      list.message(message, shape(message));
      changes++;
    } else touch();
    return true;
  };
  const accepted = (message: Message) => {
    if (!unsettled.delete(message.id)) return;
    deliveries.set(message.id, { state: "accepted", instance: message.instance, tookMs: null });
  };
  const shape = (message: Message) => ({
    own: ownIds.has(message.member),
    delivery: deliveries.get(message.id) ?? null,
  });
  const cut = () => {
    if (messages.length <= MAX_MESSAGES + CUT) return;
    for (const { id } of messages.splice(0, messages.length - MAX_MESSAGES)) {
      receivedAt.delete(id);
      seqs.delete(id);
      deliveries.delete(id);
    }
    log.older = "available";
    const first = messages[0]!.seq;
    notices = notices.filter((notice) => notice.afterSeq >= first);
    gaps = gaps.filter((gap) => gap.afterSeq >= first);
    touch();
  };

  const notice = (what: RoomNotice["what"], name: string, at: number) => {
    const last = notices.at(-1);
    const continues =
      last &&
      last.what === what &&
      last.afterSeq === lastSeq() &&
      at - last.at < NOTICE_RUN_MS &&
      !last.names.includes(name);
    if (continues) {
      const names = last.names.length < NAMES_IN_NOTICE ? [...last.names, name] : last.names;
      notices[notices.length - 1] = { ...last, names, count: last.count + 1 };
    } else {
      notices.push({ key: nextKey("notice"), at, afterSeq: lastSeq(), what, names: [name], count: 1 });
      if (notices.length > MAX_NOTICES) notices.shift();
    }
    touch();
  };

  const layOut = (showVanished: boolean): RowList => {
    const next = createRowList();
    const anchors: Anchor[] = [
      ...gaps.map((gap): Anchor => ({ kind: "gap", afterSeq: gap.afterSeq, gap })),
      ...(showVanished ? blocks : []).map((block): Anchor => ({ kind: "move", afterSeq: block.afterSeq, block })),
      ...notices.map((one): Anchor => ({ kind: "notice", afterSeq: one.afterSeq, notice: one })),
    ];
    anchors.sort((a, b) => a.afterSeq - b.afterSeq || timeOf(a) - timeOf(b));
    let index = 0;
    const emitUpTo = (seq: number) => {
      for (; index < anchors.length && anchors[index]!.afterSeq < seq; index++) {
        const anchor = anchors[index]!;
        if (anchor.kind === "notice") next.notice(anchor.notice);
        else if (anchor.kind === "gap") next.gap(anchor.gap);
        else next.move(room, anchor.block, (message) => ownIds.has(message.member));
      }
    };
    for (const message of messages) {
      emitUpTo(message.seq);
      next.message(message, shape(message));
    }
    emitUpTo(Number.POSITIVE_INFINITY);
    return next;
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
      return lastSeq();
    },
    get firstSeq() {
      return messages[0]?.seq ?? 0;
    },
    get size() {
      return messages.length;
    },
    get members() {
      return members;
    },
    get lastMessage() {
      const last = messages.at(-1);
      return last ? { name: last.name, at: last.at } : null;
    },
    get vanishedCount() {
      return vanished.size;
    },
    get changes() {
      return changes;
    },
    get memberChanges() {
      return memberChanges;
    },

    joined(joined, { bootId, at }) {
      const seen = log.seen(MAX_VANISHED);
      ownIds.add(joined.self.id);
      const key = nextKey("move");
      const next = seen ? moveDiff(seen, joined, { key, at, bootId }, { vanished: MAX_VANISHED }) : [];
      const isSame = current?.roomId === joined.roomId;
      if (!isSame) {
        messages = [];
        receivedAt.clear();
        seqs.clear();
        notices = [];
        gaps = [];
        log.older = (joined.messages[0]?.seq ?? 1) > 1 ? "available" : "none";
      } else if (joined.gap) gaps.push({ key: nextKey("gap"), afterSeq: lastSeq() });
      for (const message of joined.messages) insert(message, at);

      blocks = next;
      vanished = new Map(blocks.flatMap((block) => block.vanished.map((message) => [message.id, message])));
      members.clear();
      memberChanges++;
      for (const member of joined.members) members.set(member.id, member);
      members.set(joined.self.id, joined.self);
      current = { roomId: joined.roomId, instance: joined.instance, bootId, self: joined.self };
      before = null;
      touch();
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
      prepended = older.length > 0;
      touch();
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
      if (unsettled.size >= MAX_PENDING && !unsettled.has(message.id)) return false;
      unsettled.set(message.id, { message, delivery });
      changes++;
      return true;
    },
    settle(id, delivery) {
      const pending = unsettled.get(id);
      if (pending) {
        unsettled.set(id, { ...pending, delivery });
        changes++;
        return;
      }
      if (!seqs.has(id) || delivery.state !== "accepted") return;
      deliveries.set(id, delivery);
      touch();
    },
    discard(id) {
      if (unsettled.delete(id)) changes++;
    },
    pending: (id) => unsettled.get(id),
    pendingIds: () => [...unsettled.keys()],

    get(id) {
      const seq = seqs.get(id);
      const held = seq === undefined ? undefined : messages[placeOf(messages, seq)];
      const message = held ?? vanished.get(id) ?? unsettled.get(id)?.message;
      return message && { ...message, receivedAt: receivedAt.get(id) ?? 0 };
    },
    holds: (id) => seqs.has(id),
    seqOf: (id) => seqs.get(id),

    rows(showVanished) {
      if (shown?.changes === changes && shown.showVanished === showVanished) return shown;
      if (shown?.showVanished !== showVanished) list = null;
      list ??= layOut(showVanished);
      const rows = list.rows.slice();
      for (const { message, delivery } of unsettled.values()) rows.push(pendingRow(rows.at(-1), message, delivery));
      shown = { changes, showVanished, rows, prepended };
      prepended = false;
      return shown;
    },

    seen(newest = SAVED_MESSAGES) {
      if (!current) return before;
      const others = [...members.values()].filter((member) => !ownIds.has(member.id));
      return {
        roomId: current.roomId,
        instance: current.instance,
        bootId: current.bootId,
        seq: lastSeq(),
        messages: messages.slice(-newest),
        held: messages.length,
        others: others.map(({ id, name }) => ({ id, name })),
        blocks,
      };
    },
  };
  return log;
}

function pendingRow(previous: Row | undefined, message: DisplayMessage, delivery: Delivery): MessageRow {
  const continues = previous?.kind === "message" && previous.own && !previous.vanished;
  const shape = { own: true, startsGroup: !continues, vanished: false, delivery };
  return { kind: "message", key: message.id, message, ...shape };
}

/** Where a message with this number is, or belongs. */
function placeOf(messages: readonly Message[], seq: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle]!.seq < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timeOf(anchor: Anchor): number {
  if (anchor.kind === "move") return anchor.block.at;
  return anchor.kind === "notice" ? anchor.notice.at : 0;
}
