import type { ReadonlySignal } from "@preact/signals-core";
import { useCallback, useSyncExternalStore } from "react";

/** What a signal holds, or a part of it; the component renders again only when that part is another one. */
export function useValue<T>(source: ReadonlySignal<T>): T;
export function useValue<T, S>(source: ReadonlySignal<T>, select: (value: T) => S): S;
export function useValue<T>(source: ReadonlySignal<T>, select: (value: T) => unknown = (value) => value): unknown {
  const subscribe = useCallback((listener: () => void) => source.subscribe(listener), [source]);
  return useSyncExternalStore(subscribe, () => select(source.peek()));
}
