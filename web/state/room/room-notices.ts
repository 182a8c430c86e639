import type { RoomNotice } from "./row-list.ts";

const MAX_NOTICES = 200;
const NAMES_IN_NOTICE = 3;
/** People who come one after the other within this time are one notice. */
const RUN_MS = 60_000;

/** Who came and went, between which messages. */
export interface RoomNotices {
  readonly all: readonly RoomNotice[];
  add(what: RoomNotice["what"], name: string, afterSeq: number, at: number): void;
  /** Forgets those that stand before a message with this number. */
  forgetBefore(seq: number): void;
  clear(): void;
}

export function createRoomNotices(): RoomNotices {
  let all: RoomNotice[] = [];
  let keys = 0;
  return {
    get all() {
      return all;
    },
    add(what, name, afterSeq, at) {
      const last = all.at(-1);
      const continues =
        last && last.what === what && last.afterSeq === afterSeq && at - last.at < RUN_MS && !last.names.includes(name);
      if (continues) {
        const names = last.names.length < NAMES_IN_NOTICE ? [...last.names, name] : last.names;
        all[all.length - 1] = { ...last, names, count: last.count + 1 };
        return;
      }
      all.push({ key: `notice-${++keys}`, at, afterSeq, what, names: [name], count: 1 });
      if (all.length > MAX_NOTICES) all.shift();
    },
    forgetBefore(seq) {
      all = all.filter((notice) => notice.afterSeq >= seq);
    },
    clear() {
      all = [];
    },
  };
}
