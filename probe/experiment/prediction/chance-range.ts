/** What a measurement may be off by chance before it counts as a contradiction: one in ten thousand on each side. */
const TAIL = 1e-4;

/** The counts between which a number of `trials`, each with this chance, falls all but always. */
export function chanceRange(trials: number, chance: number): { least: number; most: number } {
  if (chance <= 0) return { least: 0, most: 0 };
  if (chance >= 1) return { least: trials, most: trials };
  let probability = (1 - chance) ** trials;
  let below = 0;
  let least = 0;
  let most = trials;
  let isLeastKnown = false;
  for (let count = 0; count <= trials; count += 1) {
    below += probability;
    if (!isLeastKnown && below > TAIL) {
      least = count;
      isLeastKnown = true;
    }
    if (1 - below < TAIL) {
      most = count;
      break;
    }
    probability *= ((trials - count) / (count + 1)) * (chance / (1 - chance));
  }
  return { least, most };
}
