import type { Facts } from "../facts.ts";
import type { Screen } from "../screen.ts";
import { peopleOf } from "./people-apart.ts";
import { judge, OTHERS_MS, OWN_MS, type Falsehood, type Rule } from "./rule.ts";

/** What the tour says in the present tense; what was is not looked at again. */
const TOUR: readonly Rule[] = [
  { says: /^\S+ accepted your message$/, isSo: () => null },
  {
    says: /^(?:Both|All \d+) windows are on (\S+): (they share one cookie|by luck, not by the cookie)$/,
    isSo: ([, instance, why], { window, next, isCut }) => {
      if (isCut) return null;
      const elsewhere = window.browser.filter(
        (one) => one.room === window.room && one.home !== null && one.home !== instance,
      );
      if (elsewhere.length > 0) return `${elsewhere[0]!.name} is on ${elsewhere[0]!.home}`;
      return (next.to === "back") === (why === "they share one cookie") ? null : `next: ${next.to}`;
    },
  },
  {
    says: /^Your windows are on (\S+) and (\S+): no cookie holds them together$/,
    isSo: ([, one, other], { window }) => {
      const homes = window.browser.filter(({ room }) => room === window.room).map(({ home }) => home);
      return homes.includes(one!) && homes.includes(other!) ? null : `they are on ${homes.join(", ")}`;
    },
  },
  {
    says: /^(.*) is with you on (\S+); another visitor may land elsewhere$/,
    isSo: ([, name, instance], facts) => {
      if (facts.isCut || facts.mine === null) return null;
      if (facts.window.home !== instance) return `${facts.window.home} serves this window`;
      if (facts.window.browser.some((one) => one.name === name)) return `${name} is a window of this browser`;
      return peopleOf(facts).together.includes(name!) ? null : `${name} is not there`;
    },
  },
  {
    says: /^(.*) is on (\S+) and out of your sight, stickiness or not$/,
    isSo: ([, name, instance], facts) => {
      if (facts.isCut || facts.mine === null) return null;
      if (facts.window.browser.some((one) => one.name === name)) return `${name} is a window of this browser`;
      const there = facts.others.find((one) => one.instance === instance)?.room;
      return there?.members.some((member) => member.name === name) ? null : `${instance} does not hold ${name}`;
    },
  },
  {
    says: /^.* is in sight, whichever instance serves you two$/,
    isSo: (_, facts) => (facts.isShared ? null : "rooms live in memory"),
  },
  {
    says: /^You moved (\S+) → (\S+), and (what you had there stayed behind|the room was the same there)$/,
    isSo: () => null,
  },
  {
    says: /^Without stickiness this transport gets no session$/,
    isSo: (_, { window }) => (window.home === null ? null : `${window.home} serves this window`),
  },
  {
    says: /^(\S+) is dead; (?:the room lives on|what only it held is gone)$/,
    isSo: ([, instance], facts) => (facts.isEnded(instance!) ? null : `${instance} lives`),
  },
  {
    says: /^Every instance holds one and the same room$/,
    isSo: (_, facts) => (facts.isShared ? null : "rooms live in memory"),
  },
  { says: /\b(was|were|held|got|shared)\b/, isSo: () => null },
];

/** The tour's newest tick, and the timeline. */
export function storyClaims(screen: Screen, facts: Facts): Falsehood[] {
  const tour =
    screen.tour === null || facts.lab.state.lab.changing !== null
      ? []
      : judge("tour", screen.tour, TOUR, facts, OTHERS_MS);
  return [...tour, ...timelineClaims(screen, facts), ...moveClaims(screen, facts)];
}

/** Every connection stands there, in its order, under the name of the instance that said who it is. */
function timelineClaims({ isLabOpen, timeline }: Screen, { window }: Facts): Falsehood[] {
  if (isLabOpen) return [];
  const told = timeline.flatMap((entry) => /^Connected to (\S+): /.exec(entry)?.[1] ?? []);
  const newest = window.welcomes.toReversed().slice(0, told.length);
  const isTold = told.join() === newest.join() && (told.length > 0 || window.welcomes.length === 0);
  return isTold
    ? []
    : [
        {
          claim: "timeline",
          sentence: `connected to ${told.join(", ")} (newest first)`,
          truth: `by the wire: ${window.welcomes.toReversed().join(", ")}`,
          limitMs: OWN_MS,
        },
      ];
}

/** Together the dividers say of as many messages that they are gone as are lost. */
function moveClaims({ moves, lost, messages }: Screen, { mine, isCut }: Facts): Falsehood[] {
  if (mine === null || isCut || messages.length > 30) return [];
  const gone = moves.reduce(
    (sum, move) =>
      sum +
      Number(/: (?:\d+ messages? (?:is|are) here again; )?(\d+) messages?\b(?! (?:is|are) here)/.exec(move)?.[1] ?? 0),
    0,
  );
  return gone === (lost ?? 0)
    ? []
    : [
        {
          claim: "moves",
          sentence: moves.join(" / "),
          truth: `${lost ?? 0} messages are said to be lost so far`,
          limitMs: OWN_MS,
        },
      ];
}
