import type { ExperimentRun } from "../../protocol/control/experiment-run.ts";
import type { PersonView } from "../../protocol/control/people.ts";
import type { StoryView } from "../../protocol/control/story.ts";
import {
  NO_OBSTACLES,
  type Obstacles,
  type ProcessState,
  type RoomAffinity,
  type RoomsState,
  type TargetHealthState,
} from "../../protocol/control/state.ts";

export interface LabState {
  /** `none`: show no cluster controls (AWS). `lost`: it was there and does not answer; disable them and say so. */
  status: "looking" | "none" | "ready" | "lost";
  controlUrl: string | null;
  stickiness: { enabled: boolean; durationSeconds: number } | null;
  algorithm: LabAlgorithm | null;
  /** Where the rooms live, and whether that can be changed; null until the lab has said so. */
  rooms: RoomsState | null;
  /** Which instance rules lead a room to; null: they do not, or nobody says so. */
  roomAffinity: RoomAffinity | null;
  targets: readonly LabTarget[];
  /** Simulated ones. */
  people: readonly PersonView[];
  /** Who plays the story; null: nobody. */
  story: StoryView | null;
  obstacles: Obstacles;
  /** How long an instance may take to stop before it is killed; null: not told. */
  stopTimeoutMs: number | null;
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
  rooms: null,
  roomAffinity: null,
  targets: [],
  people: [],
  story: null,
  obstacles: NO_OBSTACLES,
  stopTimeoutMs: null,
  outcomes: {},
  latest: null,
  experiment: null,
};

export type LabAlgorithm = "round_robin" | "least_outstanding_requests" | "weighted_random";

export interface LabTarget {
  id: string;
  health: TargetHealthState;
  reason: string | null;
  process: ProcessState | null;
  connections: number;
  requests: number;
}

export interface LabOutcome {
  /** `observed`: seen to have happened. `unsure`: done, but its effect was not seen. `failed`: it did not happen. */
  phase: "running" | "observed" | "unsure" | "failed";
  sentence: string;
  at: number;
}
