import type { DisplayMessage, Delivery } from "./delivery.ts";
import type { MessageRow, Row } from "./row.ts";
import { listNames } from "../../page/list-names.ts";
import type { MoveBlock } from "./move-block.ts";
import { moveSentence } from "./move-sentence.ts";

const GROUP_MS = 5 * 60_000;
/** After so many messages of one person the name is said again, so that it stays in sight. */
const GROUP_SIZE = 10;

/** People who came or went, one after the other, between two messages. */
export interface RoomNotice {
  key: string;
  at: number;
  /** Stands after the message with this number. */
  afterSeq: number;
  what: "joined" | "left" | "disconnected";
  /** At most three. */
  names: readonly string[];
  count: number;
}

/** Between the message with the number `afterSeq` and the next that the instance still has, some are missing. */
export interface RoomGap {
  key: string;
  afterSeq: number;
}

export interface RowList {
  /** Grows at its end; rows themselves are never changed, only replaced. */
  readonly rows: Row[];
  message(message: DisplayMessage, how: { own: boolean; vanished?: boolean; delivery: Delivery | null }): void;
  notice(notice: RoomNotice): void;
  /** The divider; what has vanished stands above it, among what was said at that time. */
  move(room: string, block: MoveBlock): void;
  gap(gap: RoomGap): void;
}

/** Lays a room out as rows: a day where one begins, runs of one person's messages, notices, moves. */
export function createRowList(startOfDay: (at: number) => number = localStartOfDay): RowList {
  const rows: Row[] = [];
  let day = Number.NEGATIVE_INFINITY;
  let dayEnd = Number.NEGATIVE_INFINITY;
  let inGroup = 0;

  /** Clocks differ between instances: a day begins when it is later than the newest so far, never twice. */
  const beginDay = (at: number) => {
    if (at < dayEnd) return;
    const start = startOfDay(at);
    if (start <= day) return;
    day = start;
    // The shortest day there is (a clock change) has 23 hours: after that it is looked up again.
    dayEnd = start + 23 * 3_600_000;
    rows.push({ kind: "day", key: `day-${start}`, at });
  };

  const list: RowList = {
    rows,
    message(message, { own, vanished = false, delivery }) {
      beginDay(message.at);
      const startsGroup = inGroup === GROUP_SIZE || !continues(rows.at(-1), message, vanished);
      inGroup = startsGroup ? 1 : inGroup + 1;
      rows.push({ kind: "message", key: message.id, message, own, startsGroup, vanished, delivery });
    },
    notice({ key, at, what, names, count }) {
      beginDay(at);
      rows.push({ kind: "notice", key, at, what, names, count, sentence: `${listNames(names, count)} ${what}` });
    },
    move(room, block) {
      beginDay(block.at);
      const { key, at, cause, from, to, messagesGone, peopleGone, names, messagesBack } = block;
      const counts = { messagesGone, peopleGone, names, messagesBack };
      rows.push({ kind: "move", key, at, cause, from, to, ...counts, ...moveSentence(room, block) });
    },
    gap({ key }) {
      rows.push({ kind: "gap", key, sentence: "Messages in between are no longer kept" });
    },
  };
  return list;
}

/** The row of an own message that is on its way. */
export function pendingRow(previous: Row | undefined, message: DisplayMessage, delivery: Delivery): MessageRow {
  const continues = previous?.kind === "message" && previous.own && !previous.vanished;
  const shape = { own: true, startsGroup: !continues, vanished: false, delivery };
  return { kind: "message", key: message.id, message, ...shape };
}

function continues(previous: Row | undefined, message: DisplayMessage, vanished: boolean): boolean {
  if (previous?.kind !== "message" || previous.vanished !== vanished) return false;
  const last = previous.message;
  if (last.member !== message.member || last.name !== message.name) return false;
  // A message that is not accepted yet goes with the run above it, wherever it will be accepted.
  if (message.instance && last.instance && last.instance !== message.instance) return false;
  return Math.abs(message.at - last.at) < GROUP_MS;
}

function localStartOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
