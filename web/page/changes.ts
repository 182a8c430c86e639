import { batch, signal, type Signal } from "@preact/signals-core";

/** A hidden window draws no picture, and its title still tells of unread messages. */
const HIDDEN_MS = 250;

const touched = new Set<Signal<number>>();
let frame: number | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

/** Changes of something large that is changed in place: however many there are, they are told once for each picture. */
export function createChanges() {
  const count = signal(0);
  return {
    /** It has changed. */
    touch(): void {
      touched.add(count);
      if (timer !== null) return;
      // Both: a window that is hidden after asking draws no frame.
      timer = setTimeout(tell, HIDDEN_MS);
      frame = globalThis.requestAnimationFrame?.(tell) ?? null;
    },
    /** It has changed, and the next one who asks must see it. */
    tell(): void {
      touched.delete(count);
      count.value++;
    },
    /** What calls this is computed again after the next change. */
    watch(): void {
      void count.value;
    },
  };
}

function tell(): void {
  if (timer !== null) clearTimeout(timer);
  if (frame !== null) cancelAnimationFrame(frame);
  timer = frame = null;
  const told = [...touched];
  touched.clear();
  batch(() => {
    for (const count of told) count.value++;
  });
}
