import type { ExperimentRun } from "./experiment-run.ts";

export interface LabState {
  /** `none`: show no cluster controls (AWS). `lost`: it was there and does not answer; disable them and say so. */
  status: "looking" | "none" | "ready" | "lost";
  controlUrl: string | null;
  stickiness: { enabled: boolean; durationSeconds: number } | null;
  algorithm: LabAlgorithm | null;
  /** Where the rooms live, and whether that can be changed; null until the lab has said so. */
  rooms: LabRooms | null;
  targets: readonly LabTarget[];
  obstacles: LabObstacles;
  /** How long an instance may take to stop before it is killed; null: not told. */
  stopTimeoutMs: number | null;
  /** What is running, or what the last run of each action did; keys from `labActionKey`. */
  outcomes: Readonly<Record<string, LabOutcome>>;
  /** The newest of the outcomes, for some seconds. */
  latest: LabOutcome | null;
  /** `npm run experiment`, run by the lab. */
  experiment: ExperimentRun | null;
}

/** What this lab cannot do, each with its reason, as the control API says; null where it can. */
export interface LabObstacles {
  attributes: string | null;
  add: string | null;
  drain: string | null;
  /** Kill, pause, resume, restart. */
  processes: string | null;
  experiment: string | null;
}

export const NO_OBSTACLES: LabObstacles = {
  attributes: null,
  add: null,
  drain: null,
  processes: null,
  experiment: null,
};

export const UNKNOWN_LAB: LabState = {
  status: "looking",
  controlUrl: null,
  stickiness: null,
  algorithm: null,
  rooms: null,
  targets: [],
  obstacles: NO_OBSTACLES,
  stopTimeoutMs: null,
  outcomes: {},
  latest: null,
  experiment: null,
};

export type LabAlgorithm = "round_robin" | "least_outstanding_requests" | "weighted_random";

export interface LabTarget {
  id: string;
  health: "initial" | "healthy" | "unhealthy" | "unused" | "draining";
  reason: string | null;
  process: "starting" | "running" | "paused" | "stopping" | "stopped" | "exited" | null;
  connections: number;
  requests: number;
}

export interface LabOutcome {
  /** `observed`: seen to have happened. `unsure`: done, but its effect was not seen. `failed`: it did not happen. */
  phase: "running" | "observed" | "unsure" | "failed";
  sentence: string;
  at: number;
}

/** As the control API tells of it. */
export interface LabRooms {
  state: "memory" | "redis";
  /** All instances are being restarted in this state. */
  changing: "memory" | "redis" | null;
  /** The Redis that holds the rooms; what happened to one that is not the lab's own, nobody knows. */
  redis: { own: boolean; address: string; state: "running" | "paused" | "stopped" | null } | null;
  /** Why it cannot be changed; null when it can. */
  obstacle: string | null;
}
