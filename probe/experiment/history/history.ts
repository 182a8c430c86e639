import type { Cell } from "../cell.ts";

/** How an operation ended: certainly done, certainly not done, or nobody knows (no answer came). */
export type Outcome = "ok" | "fail" | "unknown";

/** Where the server kept a message. */
export interface Place {
  /** The instance that accepted it. */
  instance: string;
  /** The version of the room that holds it. */
  roomId: string;
  /** Its number in that version. */
  seq: number;
}

/** What happened, as the people and the experiment saw it. */
export type Happening =
  | { type: "phase"; name: string }
  /** A person asks for a session: the `number`th time since it was last connected. */
  | { type: "attempt"; person: string; number: number }
  | { type: "attempt-failed"; person: string; why: string }
  /** `Session ID unknown` (400), or another answer that is no success. */
  | { type: "http-error"; person: string; status: number; unknownSession: boolean; method: string }
  /** The instance has welcomed a person. */
  | {
      type: "connected";
      person: string;
      instance: string;
      bootId: string;
      recovered: boolean;
      transport: string;
      attempts: number;
      /** Since the first attempt. */
      milliseconds: number;
    }
  | { type: "disconnected"; person: string; why: "dropped" | "unknown-session" | "closed"; reason: string }
  | { type: "join"; person: string }
  | {
      type: "joined";
      person: string;
      outcome: Outcome;
      instance?: string;
      roomId?: string;
      version?: "same" | "different" | "first";
      /** The instance had already forgotten messages that this person missed. */
      gap?: boolean;
    }
  /** A recovered connection is told that it is not back in the room. */
  | { type: "turned-away"; person: string }
  | { type: "left"; person: string; outcome: Outcome }
  /** `barrier` messages only mark time; nobody has to receive another's. */
  | { type: "send"; person: string; message: string; purpose: "talk" | "barrier" }
  | { type: "sent"; person: string; message: string; outcome: Outcome; place?: Place; code?: string }
  | { type: "delivered"; person: string; message: string; sender: string; place: Place; via: "live" | "history" }
  /** The same message from the same place once more: a page does not show it again. */
  | { type: "repeat"; person: string; message: string; place: Place }
  /** A number after this one stays out although later ones have come; it is asked for again. */
  | { type: "hole"; person: string; roomId: string; after: number }
  /** All that this person's instance had sent it so far has arrived: its own barrier message came back. */
  | { type: "barrier"; person: string }
  /** Of the messages that a person said before it came back, how many the instance it came back to knows. */
  | { type: "own-history"; person: string; said: number; found: number }
  | { type: "instance"; instance: string; what: "killed" | "draining" | "stopped" | "started" | "paused" | "resumed" }
  /** What carries packets between the instances, and what was done to it. */
  | { type: "adapter"; what: "down" | "up"; how?: string }
  /** What an instance itself says about the room. */
  | { type: "sighting"; instance: string; roomId: string | null; members: string[]; messages: string[] };

/** `at`: milliseconds since the history began. The order of the list is the order of things. */
export type HistoryEvent = Happening & { at: number };

/** What was seen in one cell: everything that the checker judges, and nothing else. */
export interface History {
  store: Cell["store"];
  people: string[];
  events: HistoryEvent[];
}

export interface Recorder {
  history: History;
  record(event: Happening): void;
  /** Calls back with each event from now on; returns how to stop that. */
  watch(listener: (event: HistoryEvent) => void): () => void;
}

/** Writes a history down, with the time of each event. */
export function createRecorder(
  about: { store: Cell["store"]; people: readonly string[] },
  now: () => number = () => performance.now(),
): Recorder {
  const begun = now();
  const history: History = { store: about.store, people: [...about.people], events: [] };
  const listeners = new Set<(event: HistoryEvent) => void>();
  return {
    history,
    record(event) {
      const timed = { ...event, at: Math.round((now() - begun) * 10) / 10 };
      history.events.push(timed);
      for (const listener of listeners) listener(timed);
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
