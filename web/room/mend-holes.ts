import type { OpenRoom } from "./open-room.ts";

/** Messages of several instances may overtake one another; what has not come by then does not come by itself. */
const OUT_MS = 1_500;

/** Asks again for a number that stays out: the packet that carried it was lost, though the store has the message. */
export function createHoleMender(mend: (here: OpenRoom) => Promise<void>) {
  const waiting = new Map<OpenRoom, ReturnType<typeof setTimeout>>();
  const hasHole = ({ log }: OpenRoom) => log.seq > log.completeSeq;
  const look = (here: OpenRoom) => {
    if (!hasHole(here) || waiting.has(here)) return;
    const before = here.log.completeSeq;
    const check = async () => {
      const isStuck = here.membership.value === "joined" && here.log.completeSeq === before;
      if (isStuck) await mend(here);
      waiting.delete(here);
      if (here.membership.value !== "left") look(here);
    };
    waiting.set(
      here,
      setTimeout(() => void check(), OUT_MS),
    );
  };
  return {
    /** To be called when a room has got a message. */
    look,
    close() {
      for (const timer of waiting.values()) clearTimeout(timer);
    },
  };
}

export type HoleMender = ReturnType<typeof createHoleMender>;
