import { endsInstance, isReconnection, type Cell } from "../cell.ts";
import { evenSpread, lossOfSpread } from "./even-spread.ts";

/** What the matrix says before anything is measured. */
export interface Circumstances {
  cell: Cell;
  instances: number;
  people: number;
  /** Requests are dealt out in strict turn, as the lab's balancer does: then even the spread is known. */
  isDealtInTurn: boolean;
}

export type Answer = "yes" | "no" | "by luck" | "not asked";

export interface Prediction {
  /** Sessions come up and stay; each returns to its own state; people see one another; the room outlives its instance. */
  answers: { Q1: Answer; Q2: Answer; Q3: Answer; Q4: Answer };
  /** People on each instance, most first; null where chance decides. */
  spread: number[] | null;
  /** The lost share of messages between people; null where it depends on who came back where. */
  lossShare: number | null;
  /** The same in words, with the formula that it comes from. */
  lossFormula: string;
  /** How many versions of the room have people in them at the end; chance or broken sessions may decide. */
  versions: "one" | "several" | "by luck";
  /** Of those who come back: on the instance they were on, recovered, with their own history. Null: nobody is asked. */
  returns: { sameInstance: Share; recovered: Share; ownHistory: Share } | null;
}

/** All of them, none, each with the chance that is named, or any number. */
export type Share = "all" | "none" | "by luck" | { chance: number };

/** Less likely than this, that all people come to one instance is not reckoned with. */
const BY_LUCK = 0.01;

/** What is to be seen in a cell, from what stickiness, transports and stores are; no measurement enters it. */
export function predict(circumstances: Circumstances): Prediction {
  const { cell, instances, people, isDealtInTurn } = circumstances;
  const { stickiness, transport, layout, store, happening } = cell;
  const isAlone = instances === 1;
  const isShared = store !== "memory";
  const isByRoom = stickiness === "by-room";
  const isPinned = stickiness === "on" || isByRoom || isAlone;
  // Polling spreads one session over several requests; a WebSocket is one.
  const isUp = isPinned || transport === "websocket";
  const isTogether = isAlone || isByRoom || (isPinned && layout === "one-browser");
  const isEnding = endsInstance(happening);
  const isReturning = isReconnection(happening);

  const spread = !isUp ? null : isTogether ? [people] : isDealtInTurn ? evenSpread(people, instances) : null;
  // After a death windows of one browser choose again all at once, and the last answer's cookie wins.
  const isRacy = isTogether && !isByRoom && isEnding && !isShared;
  const mayMeet = !isDealtInTurn && instances ** (1 - people) >= BY_LUCK;
  const apart: Answer = mayMeet ? "by luck" : "no";
  const seeEachOther: Answer = !isUp ? "no" : isShared ? "yes" : isRacy ? "by luck" : isTogether ? "yes" : apart;
  const nobodyMoves = happening === "nothing" || happening === "restart-store" || (isReturning && isPinned);

  return {
    answers: {
      Q1: isUp ? "yes" : "no",
      Q2: !isReturning ? "not asked" : !isUp ? "no" : isShared || isPinned ? "yes" : "by luck",
      Q3: seeEachOther,
      Q4: !isEnding ? "not asked" : isUp && isShared ? "yes" : "no",
    },
    spread,
    lossShare: !isUp ? null : isShared ? 0 : nobodyMoves && spread ? lossOfSpread(spread) : null,
    lossFormula: lossFormula(circumstances, { isUp, isShared, isTogether, nobodyMoves }),
    versions: isShared ? "one" : !isUp || isRacy ? "by luck" : isTogether ? "one" : versionsOf(circumstances),
    returns: (!isReturning && !isEnding) || !isUp ? null : returnsOf(cell, instances),
  };
}

/** Of people who are spread over instances of which each has its own room. */
function versionsOf({ cell, instances, people, isDealtInTurn }: Circumstances): Prediction["versions"] {
  if (!isDealtInTurn) return instances ** (1 - people) < BY_LUCK ? "several" : "by luck";
  const occupied = Math.min(instances, people);
  if (endsInstance(cell.happening)) {
    return instances === 2 ? "one" : occupied > 2 ? "several" : "by luck";
  }
  // Of a half of two or more who come back, no two that follow one another get the same turn.
  return isReconnection(cell.happening) && cell.stickiness === "off" && people < 3 ? "by luck" : "several";
}

function returnsOf(
  { stickiness, transport, layout, store, happening }: Cell,
  instances: number,
): NonNullable<Prediction["returns"]> {
  const isShared = store !== "memory";
  // Whether somebody's adapter keeps sessions, and where, is not known.
  const isForeign = store === "adapter";
  if (happening === "kill") {
    return { sameInstance: "none", recovered: isForeign ? "by luck" : "none", ownHistory: isShared ? "all" : "none" };
  }
  if (happening === "drain") {
    // Closed in an orderly way, a session is kept where the Streams adapter keeps it, for any instance, and taken up
    // once. Windows of one browser race for its cookie, and an attempt that another's cookie leads astray has used it up.
    const isRacy = layout === "one-browser" && stickiness === "on" && transport !== "websocket" && instances > 2;
    return {
      sameInstance: "none",
      recovered: isForeign ? "by luck" : store !== "streams" ? "none" : isRacy ? "by luck" : "all",
      ownHistory: isShared ? "all" : "none",
    };
  }
  const home: Share = stickiness !== "off" || instances === 1 ? "all" : { chance: 1 / instances };
  return {
    sameInstance: home,
    recovered: isForeign ? "by luck" : store === "memory" ? home : store === "streams" ? "all" : "none",
    ownHistory: isShared ? "all" : home,
  };
}

interface Facts {
  isUp: boolean;
  isShared: boolean;
  isTogether: boolean;
  nobodyMoves: boolean;
}

function lossFormula({ instances, people }: Circumstances, facts: Facts): string {
  if (!facts.isUp) return "what is said in the moments that a session lives";
  if (facts.isShared) return "none: every instance has the same room";
  if (!facts.nobodyMoves) return "who never shares an instance with the sender, then or later";
  if (facts.isTogether) return "none: all are on one instance";
  const even = people % instances === 0;
  return even ? `(1 − 1/${instances}) · ${people}/${people - 1}` : `who shares no instance with the sender`;
}
