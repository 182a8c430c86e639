import type { BrowserWindow } from "./browser-windows.ts";

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

function secondWindow({ windows, instance, room }: TourView): TourStep {
  const other = windows.find((one) => !one.isThis && one.instance !== null && one.room === room);
  const id = "second-window";
  if (!other || instance === null)
    return { id, done: false, sentence: "Open this page in a second window of this browser" };
  const there = other.instance;
  return there === instance
    ? {
        id,
        done: true,
        sentence: `Both windows are on ${instance}: they share one cookie`,
        past: `Both windows were on ${instance}: they share one cookie`,
      }
    : {
        id,
        done: true,
        sentence: `Your windows are on ${instance} and ${there}: no cookie holds them together`,
        past: `Your windows were on ${instance} and ${there}: no cookie held them together`,
      };
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
