import type { Message } from "../../../protocol/events.ts";
import type { OwnMessages } from "./own-messages.ts";
import { layOutRows, type RoomContents } from "./lay-out-rows.ts";
import type { Row } from "./row.ts";
import { pendingRow, type RowList } from "./row-list.ts";

/** The rows of one room, laid out anew only when something in their middle is another one. */
export interface RoomRows {
  /** Grows with every change that `read` would show. */
  readonly changes: number;
  /** A message came at the end. */
  append(message: Message): void;
  /** Only what is on its way has changed. */
  touchEnd(): void;
  /** Anything has changed. */
  touch(): void;
  /** Older messages were put before the others. */
  touchStart(): void;
  /** Oldest first; the same array until something changes. `prepended`: it differs by older messages at its start. */
  read(showVanished: boolean): { rows: readonly Row[]; prepended: boolean };
}

export function createRoomRows(own: OwnMessages, contents: () => RoomContents): RoomRows {
  let list: RowList | null = null;
  let changes = 0;
  let shown: { changes: number; showVanished: boolean; rows: readonly Row[]; prepended: boolean } | null = null;
  let prepended = false;
  const touch = () => {
    list = null;
    changes++;
  };
  return {
    get changes() {
      return changes;
    },
    append(message) {
      if (!list || own.pending.size > 0) return touch();
      const { isOwn, deliveryOf } = contents();
      list.message(message, { own: isOwn(message), delivery: deliveryOf(message.id) });
      changes++;
    },
    touchEnd() {
      changes++;
    },
    touch,
    touchStart() {
      prepended = true;
      touch();
    },
    read(showVanished) {
      if (shown?.changes === changes && shown.showVanished === showVanished) return shown;
      if (shown?.showVanished !== showVanished) list = null;
      const all = contents();
      list ??= layOutRows(showVanished ? all : { ...all, blocks: [] });
      const rows = list.rows.slice();
      for (const { message, delivery } of own.pending.values()) rows.push(pendingRow(rows.at(-1), message, delivery));
      shown = { changes, showVanished, rows, prepended };
      prepended = false;
      return shown;
    },
  };
}
