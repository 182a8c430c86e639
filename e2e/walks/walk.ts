import type { Browser } from "@playwright/test";
import { nextStep } from "./actions.ts";
import type { Falsehood } from "./claims/rule.ts";
import { compare } from "./compare.ts";
import type { LabControl } from "./lab-control.ts";
import { createRandom } from "./random.ts";
import { createWorld, type World } from "./world.ts";

export interface WalkOptions {
  chromium: Browser;
  lab: LabControl;
  seed: number;
  actions: number;
  /** After each action, with how long it took. */
  onStep?(words: string): void;
}

/** A sentence that stayed false for longer than it may. */
export interface FalseSentence extends Pick<Falsehood, "sentence" | "truth" | "claim"> {
  window: string;
  /** After which action, from 1. */
  after: number;
  forMs: number;
}

export interface WalkResult {
  seed: number;
  actions: readonly string[];
  falseSentences: readonly FalseSentence[];
  /** How often the screens were compared, and how many sentences in all were false for a moment. */
  comparisons: number;
  tookMs: number;
}

/** A slow machine is late by so much. */
const SLOW = 2;
const LOOK_MS = 100;
/** After so many looks without a false sentence the next thing is done. */
const CALM_LOOKS = 2;

/** Does so many things by chance to a lab and its people, and compares after each every screen with the model. */
export async function walk({ chromium, lab, seed, actions, onStep = () => {} }: WalkOptions): Promise<WalkResult> {
  const begunAt = Date.now();
  const random = createRandom(seed);
  const world = createWorld(chromium, lab, `walk-${seed}`);
  const done: string[] = [];
  const found: FalseSentence[] = [];
  let comparisons = 0;
  try {
    for (let count = 1; count <= actions; count += 1) {
      const step = nextStep(world, random, await lab.truth());
      const stepAt = Date.now();
      const problem = await step.run().then(
        () => "",
        (error: Error) => ` (did not work: ${error.message.split("\n", 1)[0]})`,
      );
      done.push(step.words + problem);
      const didMs = Date.now() - stepAt;
      const settled = await settle(world, found);
      comparisons += settled.looks;
      const waited = `settled in ${Date.now() - stepAt - didMs} ms`;
      onStep([`${count}. ${step.words}${problem}: ${didMs} ms, ${waited}`, ...settled.late].join("; late: "));
      found.push(...settled.falseSentences.map((one) => ({ ...one, after: count })));
    }
  } finally {
    await world.close();
  }
  return { seed, actions: done, falseSentences: found, comparisons, tookMs: Date.now() - begunAt };
}

/** Looks until nothing false is said any more, or what is said has been false for too long; and what was late. */
async function settle(
  world: World,
  known: readonly FalseSentence[],
): Promise<{ looks: number; falseSentences: Omit<FalseSentence, "after">[]; late: string[] }> {
  const since = new Map<string, number>();
  const tooLate = new Map<string, Omit<FalseSentence, "after">>();
  const lateness = new Map<string, number>();
  const isKnown = (window: string, { claim }: Falsehood) =>
    tooLate.has(`${window} ${claim}`) || known.some((one) => one.window === window && one.claim === claim);
  let calm = 0;
  let looks = 0;
  let truth = await readTruth(world);
  for (;;) {
    const { falseNow, after } = await look(world, truth);
    truth = after;
    looks += 1;
    const now = Date.now();
    const keys = new Set(falseNow.map(({ window, falsehood }) => `${window} ${falsehood.claim}`));
    for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
    let waits = 0;
    for (const { window, falsehood } of falseNow) {
      if (isKnown(window, falsehood)) continue;
      const key = `${window} ${falsehood.claim}`;
      if (!since.has(key)) since.set(key, now);
      const forMs = now - since.get(key)!;
      if (forMs <= falsehood.limitMs * SLOW) {
        waits += 1;
        lateness.set(falsehood.claim, forMs);
      } else {
        const { claim, sentence, truth } = falsehood;
        tooLate.set(key, { window, claim, sentence, truth, forMs });
      }
    }
    calm = waits === 0 ? calm + 1 : 0;
    if (calm === CALM_LOOKS) {
      const late = [...lateness].map(([claim, ms]) => `${claim}, ${ms} ms`);
      return { looks, falseSentences: [...tooLate.values()], late };
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

type Truth = Awaited<ReturnType<typeof readTruth>>;

async function readTruth(world: World) {
  const lab = await world.lab.truth();
  return { lab, of: await Promise.all(world.windows.map((window) => world.truthOf(window))) };
}

/** What is false on the screens by what was so before they were read and by what was so after. */
async function look(
  world: World,
  before: Truth,
): Promise<{ falseNow: { window: string; falsehood: Falsehood }[]; after: Truth }> {
  const { windows } = world;
  const screens = await Promise.all(windows.map((window) => world.screenOf(window)));
  const after = await readTruth(world);
  const falseNow = windows.flatMap((window, index) => {
    const screen = screens[index];
    if (!screen) return [];
    const still = new Set(compare(screen, after.of[index]!, after.lab).map(({ claim }) => claim));
    return compare(screen, before.of[index]!, before.lab)
      .filter(({ claim }) => still.has(claim))
      .map((falsehood) => ({ window: window.label, falsehood }));
  });
  return { falseNow, after };
}
