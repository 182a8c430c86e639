import type { RoomNotice } from "./row-list.ts";

const MAX_NOTICES = 200;
const NAMES_IN_NOTICE = 3;
/** People who come one after the other within this time are one notice. */
const RUN_MS = 60_000;

/** Who came and went, between which messages. */
export function createRoomNotices() {
  let all: RoomNotice[] = [];
  let keys = 0;
  return {
    get all(): readonly RoomNotice[] {
      return all;
    },
    add(what: RoomNotice["what"], name: string, afterSeq: number, at: number): void {
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
    /** Forgets those that stand before a message with this number. */
    forgetBefore(seq: number): void {
      all = all.filter((notice) => notice.afterSeq >= seq);
    },
    clear(): void {
      all = [];
    },
  };
}
