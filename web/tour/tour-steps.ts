import type { BrowserWindow } from "../session/browser-windows.ts";

export interface TourStep {
  id: "second-window" | "other-browser" | "stickiness-off";
  done: boolean;
  /** What to do, or once done, what is observed. */
  sentence: string;
  /** Once done: what was observed, when it is so no longer. */
  past?: string;
}

export interface TourView {
  room: string;
  instance: string | null;
  windows: readonly BrowserWindow[];
  /** Somebody else (another browser) who is in this room anywhere; where, when out of my sight. */
  somebodyElse: { name: string; instance: string | null } | null;
  /** All instances hold one room. */
  isShared: boolean;
  /** My cookie leads back to the instance that serves me. */
  leadsBack: boolean;
  /** Null: there is no lab to ask. */
  stickiness: boolean | null;
  /** Instances that have served this window. */
  instancesSeen: number;
  /** Sessions that this window lost, one after the other, to `Session ID unknown`. */
  lostSessions: number;
}

/** The three first steps; each is done once it has been *observed*, and stays done. */
export function tourSteps(view: TourView, before: readonly TourStep[]): TourStep[] {
  return [secondWindow(view), otherBrowser(view), stickinessOff(view)].map((step) => {
    const earlier = before.find((one) => one.id === step.id);
    return earlier?.done && !step.done ? past(earlier) : step;
  });
}

function past(step: TourStep): TourStep {
  return step.past === undefined || step.past === step.sentence ? step : { ...step, sentence: step.past };
}

function secondWindow({ windows, instance, room, leadsBack }: TourView): TourStep {
  const others = windows.filter((one) => !one.isThis && one.instance !== null && one.room === room);
  const id = "second-window";
  if (others.length === 0 || instance === null) {
    return { id, done: false, sentence: "Open this page in a second window of this browser" };
  }
  const there = others.find((one) => one.instance !== instance)?.instance;
  const all = others.length === 1 ? "Both windows" : `All ${others.length + 1} windows`;
  const says = (are: "are" | "were") => {
    if (there)
      return `Your windows ${are} on ${instance} and ${there}: no cookie ${are === "are" ? "holds" : "held"} them together`;
    const why = leadsBack ? `they ${are === "are" ? "share" : "shared"} one cookie` : "by luck, not by the cookie";
    return `${all} ${are} on ${instance}: ${why}`;
  };
  return { id, done: true, sentence: says("are"), past: says("were") };
}

function otherBrowser({ somebodyElse, instance, isShared }: TourView): TourStep {
  const id = "other-browser";
  if (!somebodyElse) {
    return { id, done: false, sentence: "Open it in another browser, or a private window, and join this room" };
  }
  const { name, instance: where } = somebodyElse;
  const says = (is: "is" | "was") => {
    if (isShared) return `${name} ${is} in sight, whichever instance ${is === "is" ? "serves" : "served"} you two`;
    return where === null
      ? `${name} ${is} with you on ${instance ?? "your instance"}; another visitor may land elsewhere`
      : `${name} ${is} on ${where} and out of your sight, stickiness or not`;
  };
  return { id, done: true, sentence: says("is"), past: says("was") };
}

function stickinessOff({ stickiness, instancesSeen, lostSessions }: TourView): TourStep {
  const id = "stickiness-off";
  if (lostSessions > 1 && stickiness !== true) {
    return {
      id,
      done: true,
      sentence: "Without stickiness this transport gets no session: switch it on, and watch",
      past: "Without stickiness this transport got no session",
    };
  }
  const served = `${instancesSeen} instances have served this window`;
  if (stickiness === null) {
    return instancesSeen > 1
      ? { id, done: true, sentence: served }
      : { id, done: false, sentence: "Switch stickiness off (stickiness_enabled = false), then reload a few times" };
  }
  if (stickiness) return { id, done: false, sentence: "Switch stickiness off, then drop your connection" };
  return instancesSeen > 1
    ? { id, done: true, sentence: `Stickiness is off, and ${served}`, past: `Stickiness was off, and ${served}` }
    : { id, done: false, sentence: "Stickiness is off: now drop your connection, and see where you land" };
}
