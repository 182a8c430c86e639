/**
 * Runs `task` once before the next picture, however often it is asked for; in a hidden window, which draws none, a
 * little later, so that its title still tells of unread messages.
 */
export function nextFrame(task: () => void): { ask(): void; cancel(): void } {
  const HIDDEN_MS = 250;
  let frame: number | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const cancel = () => {
    if (frame !== null) cancelAnimationFrame(frame);
    if (timer !== null) clearTimeout(timer);
    frame = timer = null;
  };
  const run = () => {
    cancel();
    task();
  };
  return {
    ask() {
      // Both: a window that is hidden after asking draws no frame.
      if (timer !== null) return;
      timer = setTimeout(run, HIDDEN_MS);
      frame = requestAnimationFrame(run);
    },
    cancel,
  };
}
