import { effect, type ReadonlySignal } from "@preact/signals-core";

/** Resolves to true as soon as `holds` does for what the signal holds, or to false after `ms`. */
export function onceTrue<T>(source: ReadonlySignal<T>, holds: (value: T) => boolean, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    let isOver = false;
    const end = (result: boolean) => {
      isOver = true;
      clearTimeout(timer);
      stop?.();
      resolve(result);
    };
    const timer = setTimeout(() => end(holds(source.peek())), ms);
    const stop: (() => void) | undefined = effect(() => {
      if (!isOver && holds(source.value)) queueMicrotask(() => end(true));
    });
  });
}
