import type { ExperimentRun } from "./experiment-run.ts";
import type { PersonView } from "./people.ts";
import type { ProcessState, RoomAffinity, RoomsState } from "./state.ts";
import type { StoryView } from "./story.ts";

/**
 * Server-sent events of `GET /events` that stand in one order: `sequence` grows by one and is the event's id, so that a
 * stream that comes back with `Last-Event-ID` is told what it missed.
 */
export interface OrderedEvent {
  /** Milliseconds since 1970. */
  at: number;
  sequence: number;
  type:
    | "target-registered"
    | "target-deregistered"
    | "target-health"
    | "attributes-modified"
    | "health-check-modified"
    | "rules-modified"
    | "request"
    | "upgrade"
    | "tunnel-closed"
    | "elb-error"
    | "process";
  [detail: string]: unknown;
}

/** The details of `process`: what the balancer is not told, and finds out by itself. */
export interface ProcessChange {
  id: string;
  from: ProcessState;
  to: ProcessState;
  /** How it ended. */
  ended: string | null;
}

/** News of what `GET /state` or `GET /experiment` tells at any time: without an id, and not told again. */
export interface Announcements {
  lab: RoomsState & { roomAffinity: RoomAffinity | null };
  experiment: Pick<ExperimentRun, "state" | "sentence">;
  people: { people: PersonView[] };
  story: { story: StoryView | null };
}
