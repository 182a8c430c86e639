import type { Cell } from "../experiment/cell.ts";
import type { Random } from "../experiment/seeded-random.ts";

/** What can go wrong, and with what. */
const KINDS = {
  instance: ["kill", "drain", "restart", "pause"],
  /** A person's connection: it breaks, or it breaks and the server does not notice. */
  person: ["drop", "half-open"],
  redis: ["redis kill", "redis pause", "redis cut", "redis hold"],
} as const;

export const FAULT_KINDS = Object.values(KINDS).flat();
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  kind: FaultKind;
  on: keyof typeof KINDS;
  /** Milliseconds after the talk began. */
  at: number;
  /** How long it lasts, for those that last. */
  lastsMs: number;
  /** Of instances or people which one, and of connections which share: 0 ≤ x < 1. */
  which: number;
}

/** How often each is drawn, relative to the others. */
const WEIGHTS: Record<FaultKind, number> = {
  kill: 4,
  drain: 2,
  restart: 2,
  pause: 4,
  drop: 4,
  "half-open": 4,
  "redis kill": 1,
  "redis pause": 1,
  "redis cut": 2,
  "redis hold": 1,
};

/** A time from one fault to the next, and how long one lasts; from shorter than a heartbeat to longer than a lease. */
const GAP_MS = { least: 150, most: 1_200 };
const LASTS_MS = { least: 100, most: 3_000 };

/** What will happen in `durationMs`, drawn at random: the same numbers, the same faults. */
export function planFaults(store: Cell["store"], durationMs: number, random: Random): Fault[] {
  const isShared = store !== "memory";
  const deck = (Object.keys(KINDS) as (keyof typeof KINDS)[])
    .filter((on) => on !== "redis" || isShared)
    .flatMap((on) => KINDS[on].flatMap((kind) => Array.from({ length: WEIGHTS[kind] }, () => ({ kind, on }))));
  const between = ({ least, most }: typeof GAP_MS) => least + random.below(most - least + 1);
  const faults: Fault[] = [];
  for (let at = between(GAP_MS); at < durationMs; at += between(GAP_MS)) {
    const { kind, on } = deck[random.below(deck.length)]!;
    faults.push({ kind, on, at, lastsMs: between(LASTS_MS), which: random.next() });
  }
  return faults;
}
