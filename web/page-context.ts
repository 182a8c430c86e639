import { createContext, use, useSyncExternalStore } from "react";
import type { Page } from "./state/page.ts";
import type { Store } from "./state/store.ts";

export const PageContext = createContext<Page | null>(null);

/** What the page knows and does. */
export function usePage(): Page {
  const page = use(PageContext);
  if (!page) throw new Error("usePage needs a PageContext above it");
  return page;
}

/** A part of a store; the component renders again only when that part is another one. */
export function useSlice<T, S>(store: Store<T>, select: (state: T) => S): S {
  return useSyncExternalStore(store.subscribe, () => select(store.getState()));
}
