import { createChanges } from "../../page/changes.ts";
import type { Message } from "../../../protocol/events.ts";
import type { OwnMessages } from "./own-messages.ts";
import { layOutRows, type RoomContents } from "./lay-out-rows.ts";
import type { Row } from "./row.ts";
import { pendingRow, type RowList } from "./row-list.ts";

/** The rows of one room, laid out again only when something in their middle is another one. */
export function createRoomRows(own: OwnMessages, contents: () => RoomContents) {
  const changes = createChanges();
  let list: RowList | null = null;
  let shown: { showVanished: boolean; rows: readonly Row[]; prepended: boolean } | null = null;
  let prepended = false;
  let isStale = true;
  /** Only what is on its way has changed. */
  const touchEnd = () => {
    isStale = true;
    changes.touch();
  };
  /** Anything has changed. */
  const touch = () => {
    list = null;
    touchEnd();
  };
  return {
    watch: changes.watch,
    tell: changes.tell,
    touch,
    touchEnd,
    /** A message came at the end. */
    append(message: Message): void {
      if (!list || own.pending.size > 0) return touch();
      const { isOwn, deliveryOf } = contents();
      list.message(message, { own: isOwn(message), delivery: deliveryOf(message.id) });
      touchEnd();
    },
    /** Older messages were put before the others. */
    touchStart(): void {
      prepended = true;
      touch();
    },
    /** Oldest first; the same array until something changes. `prepended`: it differs by older messages at its start. */
    read(showVanished: boolean): { rows: readonly Row[]; prepended: boolean } {
      if (!isStale && shown?.showVanished === showVanished) return shown;
      if (shown?.showVanished !== showVanished) list = null;
      const all = contents();
      list ??= layOutRows(showVanished ? all : { ...all, blocks: [] });
      const rows = list.rows.slice();
      for (const { message, delivery } of own.pending.values()) rows.push(pendingRow(rows.at(-1), message, delivery));
      shown = { showVanished, rows, prepended };
      prepended = isStale = false;
      return shown;
    },
  };
}
