import type { Store } from "./store.ts";

/** Resolves to true as soon as `holds` does for what the store says, or to false after `ms`. */
export function onceTrue<T>(store: Store<T>, holds: (state: T) => boolean, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (result: boolean) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(result);
    };
    const timer = setTimeout(() => end(holds(store.getState())), ms);
    const unsubscribe = store.subscribe(() => {
      if (holds(store.getState())) end(true);
    });
    if (holds(store.getState())) end(true);
  });
}
