const LOOK_MS = 500;

/**
 * SIGINT, SIGTERM and SIGHUP close what was started and end this process: with exit code 0 when it closed, 1 when it
 * could not, or when a second signal came before; with 130 while it was still starting, since its child guard ends the
 * rest. So does the end of an npx that has started this process: a signal to it alone is not passed on.
 * @returns to be called with what was started.
 */
export function closeOnSignals(): (started: { close(): Promise<unknown> }) => void {
  let running: { close(): Promise<unknown> } | null = null;
  let isClosing = false;
  const stop = () => {
    if (isClosing || !running) process.exit(running ? 1 : 130);
    isClosing = true;
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  if (process.env["npm_command"] === "exec") onParentGone(stop);
  return (started) => (running = started);
}

function onParentGone(stop: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, LOOK_MS).unref();
}
