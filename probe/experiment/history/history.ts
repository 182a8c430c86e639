import type { PersonEvent, Place } from "../../../people/person-event.ts";
import type { Cell } from "../cell.ts";

/** What happened, as the people and the experiment saw it. */
export type Happening =
  | PersonEvent
  /** Sent, and neither acknowledged nor echoed: this application confirms nothing. */
  | { type: "sent"; person: string; message: string; outcome: "unconfirmed"; place: Place }
  | { type: "phase"; name: string }
  | { type: "instance"; instance: string; what: "killed" | "draining" | "stopped" | "started" | "paused" | "resumed" }
  /** What carries packets between the instances, and what was done to it. */
  | { type: "adapter"; what: "down" | "up"; how?: string }
  /** What an instance itself says about the room. */
  | { type: "sighting"; instance: string; roomId: string | null; members: string[]; messages: string[] };

/** `at`: milliseconds since the history began. The order of the list is the order of things. */
export type HistoryEvent = Happening & { at: number };

/** What was seen in one cell: everything that the checker judges, and nothing else. */
export interface History {
  /** Where our chat keeps its rooms; or it is somebody's application, of which nobody knows. */
  store: Cell["store"] | "application";
  people: string[];
  events: HistoryEvent[];
}

export type Recorder = ReturnType<typeof createRecorder>;

/** Writes a history down, with the time of each event. */
export function createRecorder(
  about: { store: History["store"]; people: readonly string[] },
  now: () => number = () => performance.now(),
) {
  const begun = now();
  const history: History = { store: about.store, people: [...about.people], events: [] };
  return {
    history,
    record(event: Happening): void {
      history.events.push({ ...event, at: Math.round((now() - begun) * 10) / 10 });
    },
  };
}
