import type { Message } from "../../../protocol/events.ts";

/** Bounds of what one window keeps of one room. */
const MAX_MESSAGES = 10_000;
/** It is cut back by this many at once, since all rows are laid out again then. */
const CUT = 1_000;

/** The messages of one version of a room, in the order of their numbers, each once. */
export function createHeldMessages() {
  let all: Message[] = [];
  const receivedAt = new Map<string, number>();
  const seqs = new Map<string, number>();
  let completeSeq = 0;
  const lastSeq = () => all.at(-1)?.seq ?? 0;
  /** What came before its turn counts once the numbers before it are there. */
  const advance = () => {
    for (let place = placeOf(all, completeSeq + 1); all[place]?.seq === completeSeq + 1; place++) completeSeq++;
  };
  return {
    /** Oldest first; another array after `clear`. */
    get all(): readonly Message[] {
      return all;
    },
    /** The newest and the oldest number; 0 when it holds none. */
    get lastSeq() {
      return lastSeq();
    },
    get firstSeq() {
      return all[0]?.seq ?? 0;
    },
    /** Up to this number nothing is missing that can still be had. */
    get completeSeq() {
      return completeSeq;
    },
    /** An answer said that up to this number there is nothing else. */
    complete(seq: number): void {
      completeSeq = Math.max(completeSeq, seq);
      advance();
    },
    /** @returns where it went, or null when it was held already. */
    insert(message: Message, at: number): "end" | "middle" | null {
      if (seqs.has(message.id)) return null;
      const isNewest = message.seq > lastSeq();
      receivedAt.set(message.id, at);
      seqs.set(message.id, message.seq);
      if (isNewest) all.push(message);
      else all.splice(placeOf(all, message.seq), 0, message);
      if (message.seq === completeSeq + 1) advance();
      return isNewest ? "end" : "middle";
    },
    get(id: string): Message | undefined {
      const seq = seqs.get(id);
      return seq === undefined ? undefined : all[placeOf(all, seq)];
    },
    has: (id: string) => seqs.has(id),
    seqOf: (id: string) => seqs.get(id),
    /** When this window got it; 0 when it did not. */
    receivedAt: (id: string) => receivedAt.get(id) ?? 0,
    /** Drops the oldest when there are too many. @returns those. */
    cut(): readonly Message[] {
      if (all.length <= MAX_MESSAGES + CUT) return [];
      const dropped = all.splice(0, all.length - MAX_MESSAGES);
      for (const { id } of dropped) {
        receivedAt.delete(id);
        seqs.delete(id);
      }
      return dropped;
    },
    clear(): void {
      completeSeq = 0;
      all = [];
      receivedAt.clear();
      seqs.clear();
    },
  };
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
