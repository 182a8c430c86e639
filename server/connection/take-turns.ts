/**
 * Lets one waiting task go on in each turn of the event loop, in the order they came. Writing a long answer takes some
 * milliseconds: many at once, however many connections ask, would hold up everybody else's messages.
 */
export function takeTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];

  function next(): void {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  }

  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) setImmediate(next);
    });
}
