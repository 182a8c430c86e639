import type { BrowserWindow, TourState, TourStep } from "./tour-state.ts";

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
export function tourSteps(view: TourView, before: readonly TourStep[]): TourState["steps"] {
  return [secondWindow(view), otherBrowser(view), stickinessOff(view)].map((step) => {
    const earlier = before.find((one) => one.id === step.id);
    return earlier?.done && !step.done ? earlier : step;
  });
}

function secondWindow({ windows, instance, room }: TourView): TourStep {
  const other = windows.find((one) => !one.isThis && one.instance !== null && one.room === room);
  const id = "second-window";
  if (!other || instance === null)
    return { id, done: false, sentence: "Open this page in a second window of this browser" };
  const sentence =
    other.instance === instance
      ? `Both windows are on ${instance}: they share one cookie`
      : `Your windows are on ${instance} and ${other.instance}: no cookie holds them together`;
  return { id, done: true, sentence };
}

function otherBrowser({ somebodyElse, instance, isShared }: TourView): TourStep {
  const id = "other-browser";
  if (!somebodyElse) {
    return { id, done: false, sentence: "Open it in another browser, or a private window, and join this room" };
  }
  const { name, instance: where } = somebodyElse;
  if (isShared) return { id, done: true, sentence: `${name} is in sight, whichever instance serves you two` };
  const sentence =
    where === null
      ? `${name} is with you on ${instance ?? "your instance"}; another visitor may land elsewhere`
      : `${name} is on ${where} and out of your sight, stickiness or not`;
  return { id, done: true, sentence };
}

function stickinessOff({ stickiness, instancesSeen, lostSessions }: TourView): TourStep {
  const id = "stickiness-off";
  if (lostSessions > 1 && stickiness !== true) {
    return { id, done: true, sentence: "Without stickiness this transport gets no session: switch it on, and watch" };
  }
  if (stickiness === null) {
    return instancesSeen > 1
      ? { id, done: true, sentence: `${instancesSeen} instances have served this window` }
      : { id, done: false, sentence: "Switch stickiness off (stickiness_enabled = false), then reload a few times" };
  }
  if (stickiness) return { id, done: false, sentence: "Switch stickiness off, then drop your connection" };
  return instancesSeen > 1
    ? { id, done: true, sentence: `Stickiness is off, and ${instancesSeen} instances have served this window` }
    : { id, done: false, sentence: "Stickiness is off: now drop your connection, and see where you land" };
}
