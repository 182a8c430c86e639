import type { Prospect } from "../lab/cookie-prospect.ts";

export interface PathView extends Omit<Prospect, "state"> {
  /** The store of the rooms is out of reach, of one instance at least. */
  isCut: boolean;
}

/** Why my requests go where they go, in one line, and what the next connection will do (R1.8, R1.19). */
export function pathSentence({ connection, hasCookie, stickiness, mine, isCut }: PathView): string {
  const { status, instance, transport, state, problem } = connection;
  if (status === "closed") return "You are disconnected: nothing reaches you until you reconnect.";
  if (status !== "connected" || instance === null) return problem?.sentence ?? "Asking for a session …";
  if (transport === "polling") {
    return stickiness === false
      ? `Each poll goes to the next instance; only those that reach ${instance} find your session.`
      : hasCookie
        ? `Each poll carries your cookie, and reaches ${instance}.`
        : `Your polls reach ${instance}.`;
  }
  const stays = `Your WebSocket stays on ${instance}`;
  if (state === "redis") {
    return isCut
      ? `${stays}, but Redis, where the rooms live, is out of reach.`
      : `${stays}; wherever the next one leads, the room is the same.`;
  }
  return `${stays}; ${whereNext({ hasCookie, stickiness, mine })}.`;
}

function whereNext({ hasCookie, stickiness, mine }: Pick<Prospect, "hasCookie" | "stickiness" | "mine">): string {
  if (mine !== "serving") return "the next one leads to another instance";
  if (!hasCookie || stickiness === false) return "the next one may lead to any instance";
  return `your cookie leads the next one back${stickiness === null ? ", if it is honoured" : ""}`;
}
