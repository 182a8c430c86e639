/** Colour-and-shape pairs that can be told apart at once. */
const SLOTS = 8;
const REMEMBERED = 64;

export interface InstanceSlots {
  slot(instance: string): number;
}

/**
 * Which colour and shape an instance has. `chat-3` is always 2. Any other name (a hostname on AWS) gets the slot that
 * its hash says, or the next free one, and keeps it in this browser: `load` and `save` hold the taken ones.
 */
export function createInstanceSlots(memory: {
  load(): Record<string, number>;
  save(slots: Record<string, number>): void;
}): InstanceSlots {
  const taken = new Map(Object.entries(memory.load()).filter(([, slot]) => Number.isInteger(slot)));

  const assign = (instance: string): number => {
    const used = new Set(taken.values());
    const first = hash(instance) % SLOTS;
    let slot = first;
    for (let step = 1; used.has(slot) && step < SLOTS; step++) slot = (first + step) % SLOTS;
    taken.set(instance, slot);
    for (const oldest of taken.keys()) if (taken.size > REMEMBERED) taken.delete(oldest);
    memory.save(Object.fromEntries(taken));
    return slot;
  };

  return {
    slot(instance) {
      const numbered = /^[a-z]+-?([1-9]\d?)$/i.exec(instance);
      if (numbered) return Number(numbered[1]) - 1;
      return taken.get(instance) ?? assign(instance);
    },
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
