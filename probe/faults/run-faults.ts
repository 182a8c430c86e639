import { cellKey, type Cell } from "../experiment/cell.ts";
import type { History } from "../experiment/history/history.ts";
import { seededRandom } from "../experiment/seeded-random.ts";
import type { FaultKind } from "./fault.ts";
import type { FaultLab } from "./fault-lab.ts";
import { holdRound } from "./hold-round.ts";
import { judgeRound, type RoundJudgement } from "./judge-round.ts";

/** One round: a conversation of its own in a room of its own, while things fail. */
export interface FaultRound extends RoundJudgement {
  store: Cell["store"];
  /** From 1, for each store. */
  number: number;
  cell: Cell;
  startedAt: string;
  milliseconds: number;
  faults: Partial<Record<FaultKind, number>>;
  /** What was seen: kept where something must not be, and of the first round of each store; null elsewhere. */
  history: History | null;
}

export interface FaultsResult {
  seed: number;
  people: number;
  instances: number;
  durationSeconds: number;
  startedAt: string;
  milliseconds: number;
  rounds: FaultRound[];
  /** Rounds that could not be held. */
  failures: { store: Cell["store"]; number: number; error: string }[];
  verdict: "valid" | "invalid" | "unknown";
  /** A sentence about what belongs to it and could not be measured here. */
  leftOut: string | null;
}

export type FaultsProgress =
  | { type: "started"; store: Cell["store"]; number: number; cell: Cell }
  | { type: "done"; round: FaultRound; elapsedMs: number }
  | { type: "failed"; store: Cell["store"]; number: number; error: string };

export interface FaultsRun {
  /** Rounds are held under these circumstances in turn; besides what happens in them, faults do. */
  cells: readonly Cell[];
  leftOut: string | null;
  people: number;
  instances: number;
  seed: number;
  /** Of each store, from when its first lab is open. */
  durationMs: number;
  openLab(store: Cell["store"]): Promise<FaultLab>;
  onProgress?: (progress: FaultsProgress) => void;
}

const TALK_MS = 12_000;
/** More histories than these are not kept, however many rounds go wrong. */
const KEPT_HISTORIES = 10;

/** Holds rounds until the time is up, those of different stores side by side, each in a lab of its own. */
export async function runFaults(run: FaultsRun): Promise<FaultsResult> {
  const { cells, leftOut, people, instances, seed, durationMs, onProgress = () => {} } = run;
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const rounds: FaultRound[] = [];
  const failures: FaultsResult["failures"] = [];
  const elapsed = () => performance.now() - begun;

  async function holdAll(store: Cell["store"]): Promise<void> {
    const random = seededRandom(seed).fork(store);
    let deck: Cell[] = [];
    let lab: FaultLab | null = null;
    let until: number | null = null;
    try {
      for (let number = 1; until === null || performance.now() < until; number += 1) {
        if (deck.length === 0)
          deck = random.fork(`deck ${number}`).shuffled(cells.filter((cell) => cell.store === store));
        const cell = deck.pop()!;
        onProgress({ type: "started", store, number, cell });
        try {
          lab ??= await run.openLab(store);
          until ??= performance.now() + durationMs;
          const round = await hold(lab, cell, number, until);
          rounds.push(round);
          onProgress({ type: "done", round, elapsedMs: elapsed() });
        } catch (error) {
          const failure = { store, number, error: error instanceof Error ? error.message : String(error) };
          failures.push(failure);
          onProgress({ type: "failed", ...failure });
          // Nobody knows in which state it is.
          const broken: FaultLab | null = lab;
          lab = null;
          await broken?.close();
          if (failures.length > KEPT_HISTORIES) break;
        }
      }
    } finally {
      await lab?.close();
    }
  }

  async function hold(lab: FaultLab, cell: Cell, number: number, until: number): Promise<FaultRound> {
    const { store } = cell;
    const roundBegun = performance.now();
    const roundStartedAt = new Date().toISOString();
    const talkMs = Math.min(TALK_MS, Math.max(1_000, until - performance.now()));
    const random = seededRandom(seed).fork(`${store} ${number}`);
    const room = `f-${roundStartedAt.replaceAll(/\D/g, "").slice(-9)}-${store}-${number}`;
    const { history, faults } = await holdRound({ cell, lab, people, room, talkMs, random });
    const judgement = judgeRound(history);
    const kept = rounds.filter((round) => round.history).length;
    const isWorthKeeping = number === 1 || (judgement.verdict !== "valid" && kept < KEPT_HISTORIES);
    return {
      ...judgement,
      store,
      number,
      cell,
      startedAt: roundStartedAt,
      milliseconds: Math.round(performance.now() - roundBegun),
      faults: Object.fromEntries(faults),
      history: isWorthKeeping ? history : null,
    };
  }

  await Promise.all([...new Set(cells.map(({ store }) => store))].map(holdAll));
  const isInvalid = rounds.some(({ verdict }) => verdict === "invalid");
  const isUnknown = failures.length > 0 || rounds.some(({ verdict }) => verdict === "unknown");
  return {
    seed,
    people,
    instances,
    durationSeconds: durationMs / 1_000,
    startedAt,
    milliseconds: Math.round(elapsed()),
    rounds: rounds.sort((a, b) => cellOrder(cells, a) - cellOrder(cells, b) || a.number - b.number),
    failures,
    verdict: isInvalid ? "invalid" : isUnknown ? "unknown" : "valid",
    leftOut,
  };
}

function cellOrder(cells: readonly Cell[], { store }: FaultRound): number {
  return cells.findIndex((cell) => cellKey(cell).includes(`-${store}-`));
}
