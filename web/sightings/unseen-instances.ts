import type { OtherInstance } from "./held-version.ts";
import { SILENT_MS } from "./sightings-book.ts";

/** How long each instance that may serve people has been waited for, until it answers for the first time. */
export function createUnseenInstances() {
  const since = new Map<string, number>();

  return {
    /**
     * Those that have been waited for long enough to be called silent; `isLooking` while any has not.
     * @param unseen Instances that have not answered once.
     */
    at(now: number, unseen: readonly string[]): { silent: readonly OtherInstance[]; isLooking: boolean } {
      for (const instance of since.keys()) if (!unseen.includes(instance)) since.delete(instance);
      for (const instance of unseen) if (!since.has(instance)) since.set(instance, now);
      const waited = [...since].filter(([, from]) => now - from >= SILENT_MS);
      return {
        silent: waited.map(([instance, from]) => neverSeen(instance, now - from)),
        isLooking: waited.length < since.size,
      };
    },
  };
}

function neverSeen(instance: string, ageMs: number): OtherInstance {
  return { instance, ageSeconds: Math.floor(ageMs / 1_000), silent: true, held: null, lag: null };
}
