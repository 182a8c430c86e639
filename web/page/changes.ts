import { batch, signal, type Signal } from "@preact/signals-core";

/** A hidden window draws no picture, and its title still tells of unread messages. */
const HIDDEN_MS = 250;
/** A picture that takes no longer than this leaves time enough for everything else. */
const QUICK_MS = 20;
const LONGEST_REST_MS = 200;

const touched = new Set<Signal<number>>();
let frame: number | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;
let restUntil = 0;

/**
 * Changes of something large that is changed in place: however many there are, they are told once for each picture. When
 * pictures take long, as in a burst of messages, every other moment is kept free for the one who writes and scrolls.
 */
export function createChanges() {
  const count = signal(0);
  return {
    /** It has changed. */
    touch(): void {
      touched.add(count);
      if (timer !== null) return;
      const restMs = restUntil - performance.now();
      if (restMs > 0) timer = setTimeout(askForPicture, restMs);
      else askForPicture();
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

function askForPicture(): void {
  // Both: a window that is hidden after asking draws no frame.
  timer = setTimeout(tell, HIDDEN_MS);
  frame = globalThis.requestAnimationFrame?.(tell) ?? null;
}

function tell(): void {
  if (timer !== null) clearTimeout(timer);
  if (frame !== null) cancelAnimationFrame(frame);
  timer = frame = null;
  const told = [...touched];
  touched.clear();
  const begun = performance.now();
  batch(() => {
    for (const count of told) count.value++;
  });
  // After the picture: it is drawn when this function has ended.
  setTimeout(() => {
    const now = performance.now();
    if (now - begun > QUICK_MS) restUntil = now + Math.min(now - begun, LONGEST_REST_MS);
  });
}
