import { nextInstance } from "../lab/next-instance.ts";
import type { Prospect } from "../lab/prospect.ts";

export interface PathView extends Omit<Prospect, "state"> {
  /** The store of the rooms is out of reach, of one instance at least. */
  isCut: boolean;
}

/** Why my requests go where they go, in one line, and what the next connection will do (R1.8, R1.19). */
export function pathSentence(view: PathView): string {
  const { connection, stickiness, isCut } = view;
  const { status, instance, transport, state, problem } = connection;
  if (status === "closed") return "You are disconnected: nothing reaches you until you reconnect.";
  if (status !== "connected" || instance === null) return problem?.sentence ?? "Asking for a session …";
  if (connection.unansweredSince !== null) return `${instance} served you last; nothing has answered since.`;
  const { to, because } = nextInstance(view);
  if (transport === "polling") {
    if (view.byRoom) return to === "back" ? `Each poll says its room; ${because}.` : `Your polls reach ${instance}.`;
    if (stickiness === false)
      return `Each poll goes to the next instance; only those that reach ${instance} find your session.`;
    return to === "back" ? `Each poll carries your cookie, and reaches ${instance}.` : `Your polls reach ${instance}.`;
  }
  const stays = `Your WebSocket stays on ${instance}`;
  if (state === "redis") {
    return isCut
      ? `${stays}, but Redis, where the rooms live, is out of reach.`
      : `${stays}; wherever the next one leads, the room is the same.`;
  }
  const leads = {
    back: because,
    named: `${because}, and the next one goes there`,
    another: `${because}: the next one leads to another instance`,
    any: `${because}: the next one may lead to any instance`,
    unknown: because,
  }[to];
  return `${stays}; ${leads}.`;
}
