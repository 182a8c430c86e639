import type { ExperimentRun } from "./experiment-run.ts";

export interface LabState {
  /** `none`: show no cluster controls (AWS). `lost`: it was there and does not answer; disable them and say so. */
  status: "looking" | "none" | "ready" | "lost";
  controlUrl: string | null;
  stickiness: { enabled: boolean; durationSeconds: number } | null;
  algorithm: LabAlgorithm | null;
  state: "memory" | "redis" | null;
  targets: readonly LabTarget[];
  /** What is running, or what the last run of each action did; keys from `labActionKey`. */
  outcomes: Readonly<Record<string, LabOutcome>>;
  /** The newest of the outcomes, for some seconds. */
  latest: LabOutcome | null;
  /** `npm run experiment`, run by the lab. */
  experiment: ExperimentRun | null;
}

export const UNKNOWN_LAB: LabState = {
  status: "looking",
  controlUrl: null,
  stickiness: null,
  algorithm: null,
  state: null,
  targets: [],
  outcomes: {},
  latest: null,
  experiment: null,
};

export type LabAlgorithm = "round_robin" | "least_outstanding_requests" | "weighted_random";

export interface LabTarget {
  id: string;
  health: "initial" | "healthy" | "unhealthy" | "unused" | "draining";
  reason: string | null;
  process: "starting" | "running" | "paused" | "stopped" | "exited" | null;
  connections: number;
  requests: number;
}

export interface LabOutcome {
  /** `observed`: seen to have happened. `unsure`: done, but its effect was not seen. `failed`: it did not happen. */
  phase: "running" | "observed" | "unsure" | "failed";
  sentence: string;
  at: number;
}
