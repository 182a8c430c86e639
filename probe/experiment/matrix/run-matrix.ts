import { cellKey, type Cell } from "../cell.ts";
import type { MeasuredLab } from "../measured-lab.ts";
import { runCell, type CellResult } from "./run-cell.ts";
import { seededRandom } from "../seeded-random.ts";

/** A cell that could not be measured. */
export interface CellFailure {
  key: string;
  cell: Cell;
  error: string;
}

export interface MatrixResult {
  seed: number;
  people: number;
  instances: number;
  messages: number;
  /** The deployment that was measured; null: labs of our own. */
  url: string | null;
  /** The module of somebody's own adapter. */
  adapter: string | null;
  startedAt: string;
  milliseconds: number;
  /** In the order of the matrix. */
  cells: CellResult[];
  failures: CellFailure[];
  verdict: "valid" | "invalid" | "unknown";
  /** A sentence about what belongs to it and could not be measured here. */
  leftOut: string | null;
}

export type MatrixProgress =
  | { type: "plan"; cells: Cell[] }
  | { type: "started"; cell: Cell }
  | { type: "done"; result: CellResult }
  | { type: "failed"; failure: CellFailure }
  | { type: "note"; text: string };

export interface MatrixRun {
  cells: readonly Cell[];
  leftOut: string | null;
  people: number;
  instances: number;
  messages: number;
  seed: number;
  url: string | null;
  adapter: string | null;
  /** Something to measure this store's cells on; it is used for one cell after another. */
  openLab(store: Cell["store"]): Promise<MeasuredLab>;
  /** Labs that work side by side. */
  atOnce: number;
  onProgress?: (progress: MatrixProgress) => void;
}

/** Measures the cells, several labs at a time; a lab is started once and used for many cells. */
export async function runMatrix(run: MatrixRun): Promise<MatrixResult> {
  const { cells, leftOut, people, instances, messages, seed, url, adapter, atOnce, onProgress = () => {} } = run;
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const results: CellResult[] = [];
  const failures: CellFailure[] = [];
  const stamp = startedAt.replaceAll(/\D/g, "").slice(-9);
  onProgress({ type: "plan", cells: [...cells] });

  const queues = byStore(cells);
  const work = async () => {
    for (let next = queues.take(); next; next = queues.take()) {
      const [store, queue] = next;
      await workOff(store, queue);
    }
  };
  /** Of a lab in a state that nobody knows. */
  const giveUp = async (lab: MeasuredLab | null) => {
    await lab?.close().catch((error: unknown) => onProgress({ type: "note", text: messageOf(error) }));
    return null;
  };
  const workOff = async (store: Cell["store"], queue: Cell[]) => {
    let lab: MeasuredLab | null = null;
    try {
      for (let cell = queue.shift(); cell; cell = queue.shift()) {
        onProgress({ type: "started", cell });
        const key = cellKey(cell);
        try {
          lab ??= await run.openLab(store);
          const random = seededRandom(seed).fork(key);
          const result = await runCell({ cell, lab, instances, people, messages, room: `x-${stamp}-${key}`, random });
          results.push(result);
          onProgress({ type: "done", result });
        } catch (error) {
          const failure = { key, cell, error: messageOf(error) };
          failures.push(failure);
          onProgress({ type: "failed", failure });
          lab = await giveUp(lab);
          continue;
        }
        try {
          await lab.control?.restore();
        } catch (error) {
          // What was measured stands; the next cell gets another lab.
          onProgress({ type: "note", text: `another lab is started after ${key}: ${messageOf(error)}` });
          lab = await giveUp(lab);
        }
      }
    } finally {
      await lab?.close();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, work));

  const order = new Map(cells.map((cell, index) => [cellKey(cell), index]));
  results.sort((a, b) => order.get(a.key)! - order.get(b.key)!);
  return {
    seed,
    people,
    instances,
    messages,
    url,
    adapter,
    startedAt,
    milliseconds: Math.round(performance.now() - begun),
    cells: results,
    failures,
    verdict: verdictOf(results, failures),
    leftOut,
  };
}

/** The queues of cells, one for each store; several workers may take the same one and share it. */
function byStore(cells: readonly Cell[]) {
  const queues = new Map<Cell["store"], Cell[]>();
  for (const cell of cells) queues.set(cell.store, [...(queues.get(cell.store) ?? []), cell]);
  return { take: () => [...queues].find(([, queue]) => queue.length > 0) };
}

function verdictOf(results: readonly CellResult[], failures: readonly CellFailure[]): MatrixResult["verdict"] {
  if (results.some(({ comparison }) => comparison.verdict === "contradicted")) return "invalid";
  if (failures.length > 0 || results.some(({ comparison }) => comparison.verdict === "unknown")) return "unknown";
  return "valid";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
