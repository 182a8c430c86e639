import type { BrowserWindow } from "../session/browser-windows.ts";
import type { LabState } from "../lab/lab-state.ts";
import { SEVEN_STEPS, type StepId } from "./seven-steps.ts";

export interface TourView {
  room: string;
  instance: string | null;
  /** The instance that accepted a message of mine here; null: none did. */
  acceptedBy: string | null;
  windows: readonly BrowserWindow[];
  /** Somebody else (another browser) who is in this room anywhere; where, when out of my sight. */
  somebodyElse: { name: string; instance: string | null } | null;
  /** All instances hold one room. */
  isShared: boolean;
  /** My cookie leads back to the instance that serves me. */
  leadsBack: boolean;
  /** A rule leads everyone in the room to one instance. */
  isLed: boolean;
  /** Null: there is no lab to ask. */
  stickiness: boolean | null;
  /** The instance that served this window before, when that was another one; over a reload, too. */
  movedFrom: string | null;
  /** Sessions that this window lost, one after the other, to `Session ID unknown`. */
  lostSessions: number;
  /** An instance whose process was killed. */
  dead: string | null;
}

/** The instance whose process was killed; null also where the lab does not answer: it may have been started again. */
export function deadIn({ status, targets }: Pick<LabState, "status" | "targets">): string | null {
  return status === "ready" ? (targets.find(({ process }) => process === "exited")?.id ?? null) : null;
}

/** A step that was observed. */
export interface DoneStep {
  id: StepId;
  /** What was observed, as long as it is so; then what was. */
  is: string;
  was: string;
}

/** What of the seven steps is observed now. */
export function observedSteps(view: TourView): DoneStep[] {
  return SEVEN_STEPS.flatMap(({ id }) => {
    const says = OBSERVED[id](view);
    return says ? [{ id, is: says("is"), was: says("was") }] : [];
  });
}

type Says = (tense: "is" | "was") => string;

const OBSERVED: Record<StepId, (view: TourView) => Says | null> = {
  talk: ({ acceptedBy }) => (acceptedBy === null ? null : () => `${acceptedBy} accepted your message`),

  "second-window": ({ windows, instance, room, leadsBack, isLed }) => {
    const others = windows.filter((one) => !one.isThis && one.instance !== null && one.room === room);
    if (others.length === 0 || instance === null) return null;
    const there = others.find((one) => one.instance !== instance)?.instance;
    const all = others.length === 1 ? "Both windows" : `All ${others.length + 1} windows`;
    return (tense) => {
      const are = tense === "is" ? "are" : "were";
      if (there)
        return `Your windows ${are} on ${instance} and ${there}: no cookie ${tense === "is" ? "holds" : "held"} them together`;
      if (isLed) return `${all} ${are} on ${instance}: a rule leads the room to one instance`;
      const why = leadsBack ? `they ${tense === "is" ? "share" : "shared"} one cookie` : "by luck, not by the cookie";
      return `${all} ${are} on ${instance}: ${why}`;
    };
  },

  "another-browser": ({ somebodyElse, instance, isShared, isLed }) => {
    if (!somebodyElse) return null;
    const { name, instance: where } = somebodyElse;
    return (tense) => {
      if (isShared)
        return `${name} ${tense} in sight, whichever instance ${tense === "is" ? "serves" : "served"} you two`;
      return where === null
        ? `${name} ${tense} with you on ${instance ?? "your instance"}${isLed ? "" : "; another visitor may land elsewhere"}`
        : `${name} ${tense} on ${where} and out of your sight, stickiness or not`;
    };
  },

  "off-and-reload": ({ stickiness, instance, movedFrom, isShared }) =>
    stickiness === true || movedFrom === null || instance === null
      ? null
      : () =>
          isShared
            ? `You moved ${movedFrom} → ${instance}, and the room was the same there`
            : `You moved ${movedFrom} → ${instance}, and what you had there stayed behind`,

  "default-transports": ({ stickiness, lostSessions }) =>
    lostSessions > 1 && stickiness !== true
      ? (tense) => `Without stickiness this transport ${tense === "is" ? "gets" : "got"} no session`
      : null,

  kill: ({ dead, isShared }) =>
    dead === null
      ? null
      : (tense) => `${dead} ${tense} dead; ${isShared ? "the room lives on" : "what only it held is gone"}`,

  "shared-state": ({ isShared }) =>
    isShared ? (tense) => `Every instance ${tense === "is" ? "holds" : "held"} one and the same room` : null,
};
