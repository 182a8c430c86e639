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

interface Anchor {
  /** Stands after the message with this number, */
  afterSeq: number;
  /** and before what was said later than this, where it is known. */
  at: number;
  put(): void;
}

/**
 * All rows of a room: its messages, and between them what stands after the message with a certain number. What has
 * vanished stands where it was said, by its time, and above the divider that tells of it.
 */
export function layOutRows({ room, messages, notices, gaps, blocks, isOwn, deliveryOf }: RoomContents): RowList {
  const list = createRowList();
  const anchors: Anchor[] = [
    ...gaps.map((gap) => ({ afterSeq: gap.afterSeq, at: 0, put: () => list.gap(gap) })),
    ...notices.map((notice) => ({ afterSeq: notice.afterSeq, at: notice.at, put: () => list.notice(notice) })),
  ].sort(inOrder);
  const past = blocks
    .flatMap((block): Anchor[] => [
      ...block.vanished.map((message) => ({
        afterSeq: block.afterSeq,
        at: message.at,
        put: () => list.message(message, { own: isOwn(message), vanished: true, delivery: null }),
      })),
      // Clocks differ between instances, and what vanished stands above all the same.
      {
        afterSeq: block.afterSeq,
        at: Math.max(block.at, block.vanished.at(-1)?.at ?? 0),
        put: () => list.move(room, block),
      },
    ])
    .sort(inOrder);

  const putUpTo = (waiting: Anchor[], isDue: (anchor: Anchor) => boolean) => {
    while (waiting.length > 0 && isDue(waiting[0]!)) waiting.shift()!.put();
  };
  for (const message of messages) {
    putUpTo(past, ({ at, afterSeq }) => at < message.at || afterSeq < message.seq);
    putUpTo(anchors, ({ afterSeq }) => afterSeq < message.seq);
    list.message(message, { own: isOwn(message), delivery: deliveryOf(message.id) });
  }
  for (const anchor of [...past, ...anchors].sort((a, b) => a.at - b.at)) anchor.put();
  return list;
}

function inOrder(a: Anchor, b: Anchor): number {
  return a.afterSeq - b.afterSeq || a.at - b.at;
}
