import { createContext, use } from "react";
import type { ConsoleModel } from "./create-console.ts";

export const ConsoleContext = createContext<ConsoleModel | null>(null);

/** What the console knows and does. */
export function useConsole(): ConsoleModel {
  const page = use(ConsoleContext);
  if (!page) throw new Error("useConsole needs a ConsoleContext above it");
  return page;
}
