import { createContext, use } from "react";
import type { Page } from "./create-page.ts";

export const PageContext = createContext<Page | null>(null);

/** What the page knows and does. */
export function usePage(): Page {
  const page = use(PageContext);
  if (!page) throw new Error("usePage needs a PageContext above it");
  return page;
}
