import type { WindowMemory } from "../session/window-memory.ts";

/** Colour-and-shape pairs that can be told apart at once: `--instance-0` and so on in tokens.css, the shapes in ColourMark. */
const COLOURS = 8;
const REMEMBERED = 64;

/**
 * Which colour and shape an instance has. `chat-3` is always 2. Any other name (a hostname on AWS) gets the slot that
 * its hash says, or the next free one, and keeps it in this browser.
 */
export function createInstanceColours(memory: Pick<WindowMemory, "read" | "write">): (instance: string) => number {
  const saved = (memory.read("local", "slots") as Record<string, number> | null) ?? {};
  const taken = new Map(Object.entries(saved).filter(([, slot]) => Number.isInteger(slot)));

  const assign = (instance: string): number => {
    const used = new Set(taken.values());
    const first = hash(instance) % COLOURS;
    let slot = first;
    for (let step = 1; used.has(slot) && step < COLOURS; step++) slot = (first + step) % COLOURS;
    taken.set(instance, slot);
    for (const oldest of taken.keys()) if (taken.size > REMEMBERED) taken.delete(oldest);
    memory.write("local", "slots", Object.fromEntries(taken));
    return slot;
  };

  return (instance) => {
    const numbered = /^[a-z]+-?([1-9]\d?)$/i.exec(instance);
    return numbered ? (Number(numbered[1]) - 1) % COLOURS : (taken.get(instance) ?? assign(instance));
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
