import { effect, signal, type ReadonlySignal } from "@preact/signals-core";
import type { WindowMemory } from "../session/window-memory.ts";
import type { Verdict } from "../sightings/verdict.ts";

/**
 * Whether people, versions, timeline and the four answers are shown. A first visit begins without them; they open by
 * themselves when there is something to see in them for the first time, and stay as the person left them.
 */
export function createDetails(memory: Pick<WindowMemory, "read" | "write">, verdict: ReadonlySignal<Verdict>) {
  const chosen = memory.read("local", "details");
  const isOpen = signal(chosen === true);
  let isChosen = typeof chosen === "boolean";
  const show = (open: boolean) => {
    isOpen.value = open;
    isChosen = true;
    memory.write("local", "details", open);
  };
  const stop = effect(() => {
    const { kind } = verdict.value;
    if (!isChosen && (kind === "split" || kind === "no-session")) show(true);
  });
  return { isOpen: isOpen as ReadonlySignal<boolean>, show, close: stop };
}
