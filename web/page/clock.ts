import { signal } from "@preact/signals-core";
import { windowVisible } from "./window-visible.ts";

const TICK_MS = 1_000;

/** The time, in milliseconds since 1970, as ages of what was seen are told: refreshed each second. */
export function createClock() {
  const now = signal(Date.now());
  const tick = () => (now.value = Date.now());
  const timer = setInterval(tick, TICK_MS);
  const visible = signal(windowVisible.is());
  const stopWatching = windowVisible.watch(() => {
    tick();
    visible.value = windowVisible.is();
  });
  return {
    now,
    /** Somebody may be looking at this window. */
    visible,
    close() {
      clearInterval(timer);
      stopWatching();
    },
  };
}
