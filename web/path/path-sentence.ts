import type { Connection } from "../state/connection/connection-state.ts";

export interface PathView {
  connection: Connection;
  hasCookie: boolean;
  /** Null: nobody says. */
  stickiness: boolean | null;
}

/** Why my requests go where they go, in one line, and what the next connection will do (R1.8, R1.19). */
export function pathSentence({ connection, hasCookie, stickiness }: PathView): string {
  const { status, instance, transport, state, problem } = connection;
  if (status === "closed") return "You are disconnected: nothing reaches you until you reconnect.";
  if (status !== "connected" || instance === null) return problem?.sentence ?? "Asking for a session …";
  const where =
    stickiness === null
      ? hasCookie
        ? "your cookie says where, if it is honoured"
        : "to whichever instance is chosen"
      : stickiness && hasCookie
        ? `your cookie leads back to ${instance}`
        : "to whichever instance's turn it is";
  if (transport === "polling") {
    return stickiness === false
      ? `Each poll goes to the next instance; only those that reach ${instance} find your session.`
      : hasCookie
        ? `Each poll carries your cookie, and reaches ${instance}.`
        : `Your polls reach ${instance}.`;
  }
  const shared = state === "redis" ? " The room is the same everywhere." : "";
  return `Your WebSocket stays on ${instance} until it ends; the next connection: ${where}.${shared}`;
}
