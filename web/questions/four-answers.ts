import { nextInstance } from "../lab/next-instance.ts";
import type { Prospect } from "../lab/prospect.ts";
import { countOf } from "../page/count-of.ts";
import type { Verdict } from "../sightings/verdict.ts";

export interface FourAnswersView extends Prospect {
  verdict: Pick<Verdict, "kind">;
  /** How many instances are known to live. */
  instances: number;
  /** All who are in the room with me are windows of this browser. */
  isOwnWindows: boolean;
}

/** One of the four questions that are easily mixed up, as it is answered at this moment. */
export interface Answer {
  id: "session" | "own-room" | "each-other" | "survival" | "affinity";
  question: string;
  /** `luck`: yes, and nothing sees to it that it stays so. */
  tone: "yes" | "no" | "luck" | "unsure";
  because: string;
}

/** What holds now: the two that stickiness can decide, then the two that it never does. */
export function fourAnswers(view: FourAnswersView): [Answer, Answer, Answer, Answer] {
  return [
    { id: "session", question: "My session holds", ...session(view) },
    { id: "own-room", question: "I come back to my own room", ...ownRoom(view) },
    { id: "each-other", question: "Everyone sees everyone", ...eachOther(view) },
    { id: "survival", question: "The room outlives its instance", ...survival(view) },
  ];
}

/** What affinity by room gives this room, and its price; null: no rule leads it anywhere. */
export function affinityAnswer({ byRoom, state, connection: { instance } }: FourAnswersView): Answer | null {
  if (!byRoom) return null;
  const { room, target } = byRoom;
  const question = `All of #${room} is led to one instance`;
  const price = `no bigger than it is${state === "redis" ? "" : ", and gone with it"}`;
  return target === instance
    ? { id: "affinity", question, tone: "yes", because: `${target}: ${price}` }
    : { id: "affinity", question, tone: "no", because: `${target}, when you reconnect` };
}

type Because = Pick<Answer, "tone" | "because">;

const OUT_OF_REACH: Because = { tone: "unsure", because: "Redis is out of reach" };
const NO_ANSWER: Because = { tone: "unsure", because: "nothing answers now" };

function session(view: FourAnswersView): Because {
  const { status, transport, instance, unknownInARow, unansweredSince } = view.connection;
  if (status === "closed") return { tone: "unsure", because: "you disconnected" };
  if (unknownInARow > 0 && status !== "connected") {
    return { tone: "no", because: `lost ${countOf(unknownInARow, "time")}: its requests reach other instances` };
  }
  if (status !== "connected") return { tone: "unsure", because: "asking for one" };
  if (unansweredSince !== null) return NO_ANSWER;
  if (transport === "websocket") return { tone: "yes", because: "one WebSocket stays where it is" };
  if (view.instances === 1) return { tone: "yes", because: "there is one instance" };
  const { to } = nextInstance(view);
  return to === "back"
    ? { tone: "yes", because: `${view.byRoom ? "a rule" : "your cookie"} leads each poll to ${instance}` }
    : { tone: "luck", because: `until a poll misses ${instance}` };
}

function ownRoom(view: FourAnswersView): Because {
  const { status, instance, unansweredSince } = view.connection;
  if (unansweredSince !== null) return NO_ANSWER;
  if (view.verdict.kind === "degraded") return OUT_OF_REACH;
  if (view.state === "redis") return { tone: "yes", because: "any instance has it" };
  if (instance === null) return { tone: "unsure", because: "you are not in it" };
  // Nobody says any more where the rooms live.
  if (view.state === null) return NO_ANSWER;
  if (view.mine === "dead") return { tone: "no", because: `${instance} is dead` };
  if (view.mine === "stopped") return { tone: "no", because: `${instance} has stopped` };
  if (view.instances === 1) return { tone: "yes", because: "there is one instance" };
  if (view.mine === "leaving") return { tone: "no", because: `${instance} takes no new requests` };
  if (view.stickiness === false && !view.byRoom) return { tone: "no", because: "any instance may be next" };
  const { to, because } = nextInstance(view);
  if (to === "back" && status !== "connected") return { tone: "unsure", because: `if ${instance} still lives` };
  return { tone: to === "back" ? "yes" : to === "unknown" ? "unsure" : "no", because };
}

function eachOther(view: FourAnswersView): Because {
  switch (view.verdict.kind) {
    case "split":
      return { tone: "no", because: "each instance has its own" };
    case "shared":
      return { tone: "yes", because: "all instances hold one room" };
    case "one-instance":
      if (view.byRoom?.target === view.connection.instance) return { tone: "yes", because: nextInstance(view).because };
      return view.isOwnWindows && nextInstance(view).to === "back"
        ? { tone: "yes", because: "your windows share one cookie" }
        : { tone: "luck", because: `all happen to be on ${view.connection.instance}` };
    case "alone":
      return { tone: "unsure", because: "nobody else is here" };
    case "degraded":
      return OUT_OF_REACH;
    default:
      return { tone: "unsure", because: "not known now" };
  }
}

function survival({ connection: { instance, unansweredSince }, state, mine }: FourAnswersView): Because {
  if (unansweredSince !== null) return NO_ANSWER;
  if (state === "redis") return { tone: "yes", because: "it lives in Redis" };
  if (state === null || instance === null) return { tone: "unsure", because: "not known yet" };
  return {
    tone: "no",
    because: mine === "dead" || mine === "stopped" ? `it ended with ${instance}` : `it lives in ${instance}'s memory`,
  };
}
