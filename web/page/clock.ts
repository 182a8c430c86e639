import { signal } from "@preact/signals-core";

const TICK_MS = 1_000;

/** The time, in milliseconds since 1970, as ages of what was seen are told: refreshed each second. */
export function createClock() {
  const now = signal(Date.now());
  const tick = () => (now.value = Date.now());
  const timer = setInterval(tick, TICK_MS);
  document.addEventListener("visibilitychange", tick);
  const visible = signal(!document.hidden);
  const look = () => (visible.value = !document.hidden);
  document.addEventListener("visibilitychange", look);
  return {
    now,
    /** Somebody may be looking at this window. */
    visible,
    close() {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
      document.removeEventListener("visibilitychange", look);
    },
  };
}
