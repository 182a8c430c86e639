/** What a window (`session`) and a browser (`local`) remember. Where storage is forbidden or full, until the page goes. */
export interface WindowMemory {
  /** What was written under this key, or null. */
  read(where: "session" | "local", key: string): unknown;
  write(where: "session" | "local", key: string, value: unknown): void;
  forget(where: "session" | "local", key: string): void;
}

const PREFIX = "sticky-rooms:";

export function createWindowMemory(): WindowMemory {
  const fallback = new Map<string, unknown>();
  const storage = (where: "session" | "local") => (where === "session" ? sessionStorage : localStorage);
  return {
    read(where, key) {
      try {
        const text = storage(where).getItem(PREFIX + key);
        if (text !== null) return JSON.parse(text) as unknown;
      } catch {
        // Forbidden, or written by something else: as if it were not there.
      }
      return fallback.get(where + key) ?? null;
    },
    write(where, key, value) {
      try {
        storage(where).setItem(PREFIX + key, JSON.stringify(value));
      } catch {
        fallback.set(where + key, value);
      }
    },
    forget(where, key) {
      fallback.delete(where + key);
      try {
        storage(where).removeItem(PREFIX + key);
      } catch {
        // Nothing was kept there.
      }
    },
  };
}
