export interface TimelineState {
  /** Oldest first, at most 500; when full, message entries go before connection entries. */
  entries: readonly TimelineEntry[];
  dropped: number;
}

export type TimelineKind =
  | "handshake"
  | "connected"
  | "upgraded"
  | "unknown-session"
  | "connect-error"
  | "disconnected"
  | "retry"
  | "moved"
  | "draining"
  | "joined"
  | "message-out"
  | "message-in"
  | "refused"
  | "lab";

export interface TimelineEntry {
  id: number;
  at: number;
  kind: TimelineKind;
  level: "info" | "good" | "warn" | "error";
  instance: string | null;
  text: string;
  /** For the copied JSON and a details view; no message text. */
  detail: Readonly<Record<string, string | number | boolean | null>>;
}
