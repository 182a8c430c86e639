import { countOf } from "../page/count-of.ts";
import { listNames } from "../page/list-names.ts";
import type { StepId } from "../tour/seven-steps.ts";

/** Somebody in the story, by what is on this person's screen. */
export interface Player {
  name: string;
  /** The instance that serves this person; null while none does. */
  instance: string | null;
  isIn: boolean;
  /** Ids of the messages on the screen. */
  holds: ReadonlySet<string>;
}

export type Part = "me" | "window" | "stranger";

/** A message of this scene that an instance accepted. */
export interface Said {
  by: Part;
  id: string;
  instance: string;
}

/** What I had on an instance before I reloaded, or it was killed. */
export interface Left {
  instance: string;
  /** Ids of my messages there. */
  own: readonly string[];
  /** A reload while stickiness was on led back to all of them; null: not tried. */
  cameBack: boolean | null;
  /** Reloads without stickiness. */
  reloads: number;
}

/** What a scene is judged by: it was seen, each of it. */
export interface SceneView {
  me: Player;
  /** One more window of my browser, and a browser of its own; null while nobody plays it. */
  window: Player | null;
  stranger: Player | null;
  /** In the order in which it was accepted. */
  said: readonly Said[];
  /** The instances that do not serve me: whether each holds the room; null: not seen since something was said last. */
  others: readonly { instance: string; holdsRoom: boolean | null }[];
  isShared: boolean;
  stickiness: boolean | null;
  left: Left | null;
  /** Instances whose process was killed. */
  dead: readonly string[];
  /** Sessions that I lost in this scene to `Session ID unknown`. */
  lostSessions: number;
  /** How often the stranger came back without a cookie in this scene, to be elsewhere. */
  returns: number;
}

/** What was observed in a scene, in the past tense, for it may change; null: not yet. */
export function observedScene(id: StepId, view: SceneView): string | null {
  return OBSERVED[id](view);
}

const by = (view: SceneView, part: Part) => view.said.filter((one) => one.by === part);
const isElsewhere = ({ me, stranger }: SceneView) =>
  stranger?.isIn === true && me.isIn && stranger.instance !== null && stranger.instance !== me.instance;

const OBSERVED: Record<StepId, (view: SceneView) => string | null> = {
  talk({ said, others }) {
    const mine = said.find((one) => one.by === "me");
    if (!mine || others.length === 0 || others.some(({ holdsRoom }) => holdsRoom !== false)) return null;
    const names = listNames(others.map(({ instance }) => instance));
    return `${mine.instance} accepted your message, and ${names} ${others.length === 1 ? "knows" : "know"} nothing of it.`;
  },

  "second-window"(view) {
    const { me, window } = view;
    if (!window?.isIn || me.instance === null || window.instance !== me.instance) return null;
    const [mine, theirs] = [by(view, "me"), by(view, "window")];
    if (!meet(mine, theirs, me, window)) return null;
    return `${window.name} shares your cookie and came to ${me.instance} too: each of you received what the other said.`;
  },

  "another-browser"(view) {
    const { me, stranger, said, returns } = view;
    if (!isElsewhere(view) || !stranger) return null;
    // Its own later message has reached it: nothing that was said before is still on its way.
    const barrier = said.findLastIndex((one) => one.by === "stranger" && stranger.holds.has(one.id));
    const here = said.slice(0, Math.max(barrier, 0)).filter((one) => one.instance === me.instance);
    if (here.length === 0) return null;
    if (here.some(({ id }) => stranger.holds.has(id))) return null;
    const what =
      here.length === 1
        ? `the message that ${me.instance} accepted`
        : `any of the ${here.length} messages that ${me.instance} accepted`;
    const why = view.stickiness === true ? " Stickiness was on." : "";
    return `${stranger.name} came to ${stranger.instance}, and never received ${what}.${why}${afterReturns(stranger.name, returns)}`;
  },

  "off-and-reload"({ me, window, left, stickiness }) {
    if (stickiness !== false || !left || left.reloads === 0 || left.own.length === 0) return null;
    if (!me.isIn || me.instance === left.instance || left.own.some((id) => me.holds.has(id))) return null;
    const what = countOf(left.own.length, "message");
    const back = left.cameBack ? `With stickiness you came back to ${left.instance} and your ${what}. ` : "";
    const times = left.reloads > 1 ? ` after ${left.reloads} reloads` : "";
    const stayed =
      window?.isIn && window.instance === left.instance ? ` ${window.name}, who did not reload, stayed there.` : "";
    return `${back}Without it you came from ${left.instance} to ${me.instance}${times}: none of your messages was there.${stayed}`;
  },

  "default-transports"({ lostSessions, stickiness, window, stranger, left }) {
    if (stickiness !== false || lostSessions < 2) return null;
    const before = left ? `With stickiness you got a session on ${left.instance}. Without it` : "Without stickiness";
    const staying = [window, stranger].flatMap((one) => (one?.isIn ? [one.name] : []));
    const others =
      staying.length > 0
        ? ` ${listNames(staying)}, on one WebSocket${staying.length > 1 ? " each" : ""}, stayed connected.`
        : "";
    return `${before}: Session ID unknown, again and again.${others}`;
  },

  kill({ me, left, dead }) {
    if (!left || left.own.length === 0 || !dead.includes(left.instance)) return null;
    if (!me.isIn || me.instance === left.instance || left.own.some((id) => me.holds.has(id))) return null;
    const lost = left.own.length === 1 ? "did not have your message" : `had none of your ${left.own.length} messages`;
    return `${left.instance}, which your cookie named, was killed: you came to ${me.instance}, which ${lost}.`;
  },

  "shared-state"(view) {
    const { me, stranger, isShared, returns } = view;
    if (!isShared || !isElsewhere(view) || !stranger) return null;
    if (!meet(by(view, "me"), by(view, "stranger"), me, stranger)) return null;
    return `You were on ${me.instance}, ${stranger.name} on ${stranger.instance}, and each received what the other said: one room.${afterReturns(stranger.name, returns)}`;
  },
};

/** Each holds what the other one said, and both said something. */
function meet(mine: readonly Said[], theirs: readonly Said[], me: Player, other: Player): boolean {
  const all = [...mine, ...theirs];
  return mine.length > 0 && theirs.length > 0 && all.every(({ id }) => me.holds.has(id) && other.holds.has(id));
}

function afterReturns(name: string, returns: number): string {
  return returns === 0 ? "" : ` Before, ${name} came back without a cookie ${countOf(returns, "time")}.`;
}

/** What was seen instead, where a scene was not observed in time. */
export function notObserved(id: StepId, view: SceneView): string {
  const { me, window, stranger, left, lostSessions, said, others, returns } = view;
  const where = me.isIn && me.instance !== null ? `you are on ${me.instance}` : "you are in no room now";
  switch (id) {
    case "talk": {
      const unseen = others.filter(({ holdsRoom }) => holdsRoom === null).map(({ instance }) => instance);
      if (said.length === 0) return "No instance was seen to accept your message.";
      return unseen.length > 0
        ? `What ${listNames(unseen)} knows was not seen.`
        : "Another instance holds this room already.";
    }
    case "second-window":
      return `${window ? seenAs(window) : "The second window did not come"}; ${where}.`;
    case "another-browser":
    case "shared-state": {
      if (!stranger) return "The other browser did not come.";
      const often = returns === 0 ? "" : `, after ${countOf(returns, "return")} without a cookie`;
      return `${seenAs(stranger)}${often}; ${where}.`;
    }
    case "off-and-reload":
    case "kill":
      return left && me.isIn && left.instance === me.instance
        ? `You are on ${left.instance} again${left.reloads > 0 ? `, after ${countOf(left.reloads, "reload")}` : ""}.`
        : `What you had was not seen to be gone; ${where}.`;
    case "default-transports":
      return `${countOf(lostSessions, "session")} of yours ended with Session ID unknown; ${where}.`;
  }
}

function seenAs({ name, isIn, instance }: Player): string {
  return isIn && instance !== null ? `${name} is on ${instance}` : `${name} is in no room now`;
}
