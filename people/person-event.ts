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

/** What a simulated person did and saw, in the order in which it happened. */
export type PersonEvent = { person: string } & (
  | /** It asks for a session: the `number`th time since it was last connected. */ { type: "attempt"; number: number }
  | { type: "attempt-failed"; why: string }
  /** `Session ID unknown` (400), or another answer that is not a success. */
  | { type: "http-error"; status: number; unknownSession: boolean; method: string }
  /** The instance has welcomed it. */
  | {
      type: "connected";
      instance: string;
      bootId: string;
      recovered: boolean;
      transport: string;
      attempts: number;
      /** Since the first attempt. */
      milliseconds: number;
    }
  | { type: "disconnected"; why: "dropped" | "unknown-session" | "closed"; reason: string }
  | { type: "join" }
  | {
      type: "joined";
      outcome: Outcome;
      instance?: string;
      roomId?: string;
      version?: "same" | "different" | "first";
      /** The instance had already forgotten messages that this person missed. */
      gap?: boolean;
    }
  /** A recovered connection is told that it is not back in the room. */
  | { type: "turned-away" }
  | { type: "left"; outcome: Outcome }
  /** `barrier` messages only mark time; nobody has to receive another's. */
  | { type: "send"; message: string; purpose: "talk" | "barrier" }
  | { type: "sent"; message: string; outcome: Outcome; place?: Place; code?: string }
  | { type: "delivered"; message: string; sender: string; place: Place; via: "live" | "history" }
  /** The same message from the same place once more: a page does not show it again. */
  | { type: "repeat"; message: string; place: Place; via: "live" | "history" }
  /** A number after this one stays out although later ones have come; it is asked for again. */
  | { type: "hole"; roomId: string; after: number }
  /** All that this person's instance had sent it so far has arrived: its own barrier message came back. */
  | { type: "barrier" }
  /** Of the messages that it said before it came back, how many the instance it came back to knows. */
  | { type: "own-history"; said: number; found: number }
);
