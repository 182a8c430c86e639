import { HOW_TO_INSTALL_REDIS } from "../../machine/redis/find-redis-server.ts";
import { countOf } from "../report/words.ts";
import { allCells, endsInstance, type Cell } from "./cell.ts";
import type { Deployment } from "./deployment.ts";
import { predict } from "./prediction/predict.ts";
import { CellFilterError, selectCells } from "./select-cells.ts";

export interface Choice {
  cells: Cell[];
  /** A sentence about cells that belong to it and cannot be measured here; null when there are none. */
  leftOut: string | null;
}

/** What stands between the filters and the cells. */
export interface Conditions {
  instances: number;
  people: number;
  hasRedis: boolean;
  /** The matrix, or the circumstances in which people talk while things fail. */
  faults: boolean;
  /** Somebody's own adapter is there. */
  adapter: boolean;
  /** What is measured instead of labs of our own. */
  deployment: Deployment | null;
}

/**
 * The cells to measure, in the order of the matrix: those that any of the filters names, or without filters all but
 * those in which nothing differs: of pub/sub from Streams, and of late reconnections from others. Of somebody's own
 * adapter all are measured, and nothing else.
 * @throws CellFilterError
 */
export function chooseCells(filters: readonly string[], conditions: Conditions): Choice {
  const { hasRedis, deployment } = conditions;
  const possible = allCells().filter((cell) => isPossible(cell, conditions));
  const named = new Set(filters.flatMap((filter) => selectCells(possible, filter)));
  const wanted = possible.filter((cell) => (filters.length > 0 ? named.has(cell) : isOfInterest(cell, conditions)));
  if (deployment) return { cells: wanted, leftOut: beyondReach(deployment) };

  const cells = wanted.filter(({ store }) => store === "memory" || hasRedis);
  const missing = `there is no Redis on this machine: ${HOW_TO_INSTALL_REDIS}`;
  if (cells.length === 0) throw new CellFilterError(`the cells that --cells names need shared state, and ${missing}`);
  const count = wanted.length - cells.length;
  return { cells, leftOut: count === 0 ? null : `${count} cells with shared state are left out: ${missing}` };
}

function isPossible(cell: Cell, { instances, people, faults, adapter, deployment }: Conditions): boolean {
  const { stickiness, store, happening } = cell;
  if (store === "adapter" && !adapter) return false;
  if (deployment) {
    const isThere = stickiness === deployment.stickiness && (store === "memory") === (deployment.store === "memory");
    return isThere && !endsInstance(happening) && happening !== "restart-store";
  }
  if (!faults) return instances > 1 || !endsInstance(happening);
  if (stickiness === "by-room") return false;
  const { answers } = predict({ cell, instances, people, isDealtInTurn: true });
  return happening === "nothing" && answers.Q1 === "yes";
}

function isOfInterest(cell: Cell, { instances, people, faults, adapter, deployment }: Conditions): boolean {
  if (adapter) return cell.store === "adapter";
  if (cell.happening === "late-reconnect") return false;
  if (cell.store !== "pubsub") return true;
  const predicted = (one: Cell) => JSON.stringify(predict({ cell: one, instances, people, isDealtInTurn: true }));
  return !faults && !deployment && predicted(cell) !== predicted({ ...cell, store: "streams" });
}

function beyondReach({ url, stickiness, store, instances }: Deployment): string {
  const many = countOf(instances, "instance");
  return `${url} has stickiness ${stickiness}, ${many} that answer, and its rooms in ${store === "redis" ? "Redis" : "memory"}; only such cells are measured, and nothing there is killed or drained`;
}
