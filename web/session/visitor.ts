import { randomId } from "../page/random-id.ts";
import type { PageUrl } from "./page-url.ts";
import type { WindowMemory } from "./window-memory.ts";

/** Who sits before this window, as far as the browser remembers. */
export interface Visitor {
  /** The browser's secret, the same in all its windows. */
  person: string;
  /** The nickname that this window has, from its address or from before a reload; else empty. */
  name: string;
  /** The nickname to offer: this window's, or the browser's last one. */
  offeredName: string;
  /** The rooms that this window was in before a reload. */
  rooms: readonly string[];
  remember(name: string): void;
}

export function createVisitor(memory: WindowMemory, url: PageUrl): Visitor {
  const person = (memory.read("local", "person") as string | null) ?? randomId();
  memory.write("local", "person", person);
  const name = url.name || ((memory.read("session", "name") as string | null) ?? "");
  return {
    person,
    name,
    offeredName: name || ((memory.read("local", "name") as string | null) ?? ""),
    rooms: (memory.read("session", "rooms") as string[] | null) ?? [],
    remember(next) {
      memory.write("session", "name", next);
      memory.write("local", "name", next);
    },
  };
}
