import type { Message } from "../../../protocol/events.ts";
import type { Delivery } from "./delivery.ts";
import type { MoveBlock } from "./move-block.ts";
import { createRowList, type RoomGap, type RoomNotice, type RowList } from "./row-list.ts";

export interface RoomContents {
  room: string;
  /** Oldest first. */
  messages: readonly Message[];
  notices: readonly RoomNotice[];
  gaps: readonly RoomGap[];
  /** Empty when what vanished is not to be shown. */
  blocks: readonly MoveBlock[];
  isOwn(message: { member: string }): boolean;
  deliveryOf(id: string): Delivery | null;
}

type Anchor =
  | { kind: "notice"; afterSeq: number; notice: RoomNotice }
  | { kind: "move"; afterSeq: number; block: MoveBlock }
  | { kind: "gap"; afterSeq: number; gap: RoomGap };

/** All rows of a room: its messages, and between them what stands after the message with a certain number. */
export function layOutRows({ room, messages, notices, gaps, blocks, isOwn, deliveryOf }: RoomContents): RowList {
  const list = createRowList();
  const anchors: Anchor[] = [
    ...gaps.map((gap): Anchor => ({ kind: "gap", afterSeq: gap.afterSeq, gap })),
    ...blocks.map((block): Anchor => ({ kind: "move", afterSeq: block.afterSeq, block })),
    ...notices.map((notice): Anchor => ({ kind: "notice", afterSeq: notice.afterSeq, notice })),
  ];
  anchors.sort((a, b) => a.afterSeq - b.afterSeq || timeOf(a) - timeOf(b));
  let index = 0;
  const emitUpTo = (seq: number) => {
    for (; index < anchors.length && anchors[index]!.afterSeq < seq; index++) {
      const anchor = anchors[index]!;
      if (anchor.kind === "notice") list.notice(anchor.notice);
      else if (anchor.kind === "gap") list.gap(anchor.gap);
      else list.move(room, anchor.block, isOwn);
    }
  };
  for (const message of messages) {
    emitUpTo(message.seq);
    list.message(message, { own: isOwn(message), delivery: deliveryOf(message.id) });
  }
  emitUpTo(Number.POSITIVE_INFINITY);
  return list;
}

function timeOf(anchor: Anchor): number {
  if (anchor.kind === "move") return anchor.block.at;
  return anchor.kind === "notice" ? anchor.notice.at : 0;
}
