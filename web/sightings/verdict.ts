import { countOf } from "../page/count-of.ts";
import type { HeldVersion, OtherInstance } from "./held-version.ts";
import { compareInstances } from "../instance/compare-instances.ts";
import { listNames } from "../page/list-names.ts";
import { peopleApart } from "./people-apart.ts";

/** So many names are said of one instance. */
const NAMES = 3;
const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

export interface Verdict {
  tone: "good" | "bad" | "unsure";
  /** Changes only when the story changes; announce on a change of kind, not of wording. */
  kind:
    | "looking"
    | "shared"
    | "alone"
    | "one-instance"
    | "split"
    | "silent"
    | "not-connected"
    | "no-session"
    | "degraded"
    | "no-answer"
    | "restarting";
  sentence: string;
  detail: string;
}

export interface VerdictView {
  room: string;
  /** My `Member.id`. */
  self: string | null;
  /** My version of the room; null while I am not connected or not in it. */
  mine: HeldVersion | null;
  /** Seconds since the instance that serves me answered, once that is too long; else null. */
  mySilence: number | null;
  /** A rule leads everyone in this room to the instance that serves me. */
  isLedHere: boolean;
  /** The other instances that are known. */
  others: readonly OtherInstance[];
  /** Instances that cannot reach the store of the rooms. */
  degraded: readonly string[];
  /** The first round of asking is done: an instance has answered twice, and each in service once or not for long. */
  lookedAround: boolean;
  /** While I am not connected: how often I was told `Session ID unknown`, when that is what keeps me out; else 0. */
  unknownSessions: number;
  /** Since when nothing that I asked was answered, though I am connected; null while answers come. */
  unansweredSince: number | null;
  /** No instance answers what is asked of all of them. */
  isFailing: boolean;
  /** All instances are being restarted with their rooms there; null while they are not. */
  restarting: { to: "memory" | "redis"; healthy: number; all: number } | null;
}

/**
 * One sentence on whether people in this room see one another, from what was seen and nothing else.
 *
 * Room ids decide: two ids are two versions. They are apart when somebody is in another version and not in mine; one
 * that holds only messages, or my own ghost, splits nobody. One id is one room, and a difference counts only once it has
 * lasted.
 */
export function verdict(view: VerdictView): Verdict {
  const { room, self, mine, others, unknownSessions, restarting } = view;
  const seen = others.filter((other) => !other.silent);
  if (restarting) return beingRestarted(restarting);
  if (mine && view.unansweredSince !== null) return noAnswer(mine, view.unansweredSince);
  if (view.degraded.length > 0) return storeAway(view.degraded);
  if (!mine && unknownSessions > 0) return noSession(unknownSessions);
  if (!mine) return view.isFailing ? nobodyAnswers(room) : notConnected(room, seen);

  const elsewhere = seen.flatMap(({ held }) => (held && held.roomId !== mine.roomId ? [held] : []));
  const companions = seen.flatMap(({ held }) => (held?.roomId === mine.roomId ? [held] : []));
  const rivals = elsewhere.filter((held) => hiddenIn(held, mine, self).length > 0);
  if (rivals.length > 0) return split(room, self, mine, companions, rivals);

  const lagging = seen.find((other) => other.lag);
  if (lagging?.lag) return disagreeing(room, lagging.instance, lagging.lag);

  if (!view.lookedAround) {
    const detail = `What they hold of #${room} is not known yet.`;
    return { tone: "unsure", kind: "looking", sentence: "Looking at the other instances …", detail };
  }

  const silent = silentInstances(view);
  if (silent.length > 0) return unseen(room, silent);
  const leftovers = leftoversIn(elsewhere);
  if (companions.length > 0) {
    const detail = `${countOf(companions.length + 1, "instance")} hold one and the same #${room}: ${people(mine)}, ${messages(mine)}.${leftovers}`;
    return { tone: "good", kind: "shared", sentence: `Everyone in #${room} sees the same room`, detail };
  }
  const { detail, ...here } = onOneInstance(view, mine, seen);
  return { ...here, detail: detail + leftovers };
}

/** Who is in another version, and in mine not. */
function hiddenIn(held: HeldVersion, mine: HeldVersion, self: string | null): string[] {
  const here = new Set(mine.members.map(({ id }) => id));
  return held.members.filter(({ id }) => id !== self && !here.has(id)).map(({ name }) => name);
}

/** Messages in versions in which nobody is. */
function leftoversIn(elsewhere: readonly HeldVersion[]): string {
  const some = elsewhere.filter((held) => held.messages > 0);
  if (some.length === 0) return "";
  return ` ${some.map((held) => `${held.instance} holds ${messages(held)} of its own`).join("; ")}; nobody is apart there.`;
}

function beingRestarted({ to, healthy, all }: NonNullable<VerdictView["restarting"]>): Verdict {
  const how = to === "redis" ? "with Redis" : "with rooms of their own";
  return {
    tone: "unsure",
    kind: "restarting",
    sentence: `Restarting ${countOf(all, "instance")} ${how}: ${healthy} of ${all} healthy`,
    detail: "What they held in memory ended with the processes.",
  };
}

function noAnswer(mine: HeldVersion, since: number): Verdict {
  return {
    tone: "unsure",
    kind: "no-answer",
    sentence: "Nothing answers: you may have lost the connection",
    detail: `${mine.instance} has not answered since ${clock.format(since)}; what is shown here may be old.`,
  };
}

function storeAway(degraded: readonly string[]): Verdict {
  return {
    tone: "bad",
    kind: "degraded",
    sentence: `${listNames(degraded.toSorted(compareInstances))} cannot reach Redis`,
    detail:
      "Nothing can be said or joined there until it is back. What was accepted is there as far as Redis keeps it.",
  };
}

function split(
  room: string,
  self: string | null,
  mine: HeldVersion,
  companions: HeldVersion[],
  rivals: HeldVersion[],
): Verdict {
  const all = [mine, ...companions, ...rivals];
  const versions = new Set(all.map((held) => held.roomId)).size;
  const different = versions === all.length ? "different versions" : `${versions} different versions`;
  const apart = peopleApart(all);
  const cannot = apart === 2 ? "cannot see each other" : "cannot all see each other";
  const sentence = `#${room} is split: ${countOf(all.length, "instance")} hold ${different}`;
  const hidden = rivals.map((held) => {
    const names = hiddenIn(held, mine, self);
    return `${listNames(names.slice(0, NAMES), names.length)} on ${held.instance}`;
  });
  return {
    tone: "bad",
    kind: "split",
    sentence: apart > 0 ? `${sentence}; ${countOf(apart, "person")} ${cannot}` : sentence,
    detail: `You are on ${mine.instance} and cannot see ${hidden.join("; ")}.`,
  };
}

function disagreeing(room: string, instance: string, lag: NonNullable<OtherInstance["lag"]>): Verdict {
  const differences = [
    lag.missingThere > 0 && `${countOf(lag.missingThere, "message")} of yours ${is(lag.missingThere)} not there`,
    lag.missingHere > 0 && `${countOf(lag.missingHere, "message")} of theirs ${is(lag.missingHere)} not here`,
    lag.peopleDiffer && "the people differ",
  ].filter((difference) => difference !== false);
  return {
    tone: "bad",
    kind: "split",
    sentence: `#${room} is one room, but ${instance} does not agree: ${differences.join(", ")}`,
    detail: "Both hold the same room id, and the difference has lasted for more than two seconds.",
  };
}

function unseen(room: string, silent: readonly { instance: string; seconds: number }[]): Verdict {
  const seconds = Math.min(...silent.map((one) => one.seconds));
  const names = listNames(silent.map((one) => one.instance));
  return {
    tone: "unsure",
    kind: "silent",
    sentence: `${names} ${silent.length === 1 ? "has" : "have"} not been seen for ${seconds} s`,
    detail: `What ${silent.length === 1 ? "it holds" : "they hold"} of #${room} may have changed since.`,
  };
}

function onOneInstance(
  { room, self, isLedHere }: VerdictView,
  mine: HeldVersion,
  seen: readonly OtherInstance[],
): Verdict {
  const nobodyElse = mine.members.every((member) => member.id === self);
  if (nobodyElse) {
    const heard = seen.some((other) => other.held);
    const sentence = heard ? `You are alone in #${room}` : `You are alone in #${room}; only ${mine.instance} holds it`;
    const detail =
      seen.length === 0 ? `${mine.instance} is the only instance that answers.` : "Open a second window and join it.";
    return { tone: "good", kind: "alone", sentence, detail };
  }
  const detail =
    seen.length === 0
      ? `${mine.instance} is the only instance that answers.`
      : `All ${people(mine)} are on ${mine.instance}. ${isLedHere ? "A rule leads everyone in the room there" : "Somebody with another browser may still land elsewhere"}.`;
  return { tone: "good", kind: "one-instance", sentence: `Everyone in #${room} sees the same room`, detail };
}

/** Each try opens a session on one instance, and goes on at another that does not know it. */
function noSession(unknownSessions: number): Verdict {
  return {
    tone: "bad",
    kind: "no-session",
    sentence: "No session comes up: your requests reach instances that do not know it",
    detail: `Session ID unknown, ${countOf(unknownSessions, "time")} so far.`,
  };
}

function notConnected(room: string, seen: readonly OtherInstance[]): Verdict {
  const held = seen.flatMap((other) => (other.held && matters(other.held, null) ? [other.held] : []));
  const versions = new Set(held.map((one) => one.roomId)).size;
  const sentence =
    versions > 1
      ? `You are not in #${room}; meanwhile ${countOf(held.length, "instance")} hold ${versions} versions of it`
      : `You are not in #${room} now`;
  const detail =
    held.length === 0
      ? "No instance that was seen holds anything of it."
      : `${held.map((one) => `${one.instance} holds ${people(one)} and ${messages(one)}`).join("; ")}.`;
  return { tone: "unsure", kind: "not-connected", sentence, detail };
}

function nobodyAnswers(room: string): Verdict {
  const detail = "No instance answers: what they hold of it is not known now.";
  return { tone: "unsure", kind: "not-connected", sentence: `You are not in #${room} now`, detail };
}

function silentInstances({ mine, mySilence, others }: VerdictView): { instance: string; seconds: number }[] {
  const silent = others.filter((other) => other.silent);
  const list = silent.map((other) => ({ instance: other.instance, seconds: other.ageSeconds }));
  if (mine && mySilence !== null) list.unshift({ instance: mine.instance, seconds: mySilence });
  return list;
}

/** Somebody or something is there; my own ghost alone is not. */
function matters(held: HeldVersion, self: string | null): boolean {
  return held.messages > 0 || held.members.some((member) => member.id !== self);
}

const people = (held: HeldVersion) => countOf(held.members.length, "person");
const messages = (held: HeldVersion) => countOf(held.messages, "message");
const is = (count: number) => (count === 1 ? "is" : "are");
