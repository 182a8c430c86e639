import type { RequestLimits } from "../../../protocol/limits.ts";
import type { Connection, TransportChoice } from "../connection/connection-state.ts";

export interface SessionState {
  /** `form`: ask for nickname and room. `entering`: the first join is under way. `inside`: show the chat. */
  stage: "form" | "entering" | "inside";
  /** What the join form starts with, and why the last attempt failed. */
  form: { name: string; room: string; error: FormError | null };
  /** My nickname; empty before the first join. */
  name: string;
  limits: RequestLimits;
  connection: Connection;
  transportChoice: TransportChoice;
  /** Whether this browser holds the balancer's stickiness cookies for this page now. */
  cookie: { awsalb: boolean; awsalbcors: boolean };
  /** Rooms I am in first (in the order I joined them), then others this instance knows. */
  rooms: readonly RoomEntry[];
  /** Unread in all rooms of this window. Already in `document.title`, which the state sets itself. */
  unread: number;
  /** Short sentences that come up by themselves; at most three, newest last. */
  notices: readonly Notice[];
}

export interface FormError {
  field: "name" | "room" | null;
  sentence: string;
}

export interface RoomEntry {
  room: string;
  /** I am in it (in this window). */
  joined: boolean;
  active: boolean;
  /** People in it as far as my instance knows; null when it has not said. */
  people: number | null;
  unread: number;
}

export interface Notice {
  id: string;
  tone: "info" | "good" | "bad";
  sentence: string;
}
