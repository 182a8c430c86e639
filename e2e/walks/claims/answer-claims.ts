import type { Facts } from "../facts.ts";
import type { Screen } from "../screen.ts";
import { nextClaim } from "./path-claims.ts";
import { judge, LAB_MS, OTHERS_MS, OWN_MS, type Falsehood, type Rule } from "./rule.ts";
import { peopleOf } from "./people-apart.ts";

const inMemory = ({ isShared }: Facts) => (isShared ? "rooms live in Redis" : null);
const inRedis = ({ isShared }: Facts) => (isShared ? null : "rooms live in memory");
const isServed = ({ window, isCut }: Facts) => window.home !== null && !window.isDisconnected && !isCut;
const living = ({ targets, isEnded }: Facts) => targets.filter(({ id }) => !isEnded(id)).length;
const servedWords = ({ window }: Facts) => `${window.home} serves this window`;
const first = (...truths: (string | null)[]): string | null => truths.find((one) => one !== null) ?? null;

const SESSION: readonly Rule[] = [
  {
    says: /^not known: you disconnected$/,
    isSo: (_, { window }) => (window.isDisconnected ? null : "it was not disconnected by its own wish"),
  },
  {
    says: /^no: lost \d+ times?: its requests reach other instances$/,
    isSo: (_, facts) => (isServed(facts) ? servedWords(facts) : null),
  },
  { says: /^not known: asking for one$/, isSo: (_, facts) => (isServed(facts) ? servedWords(facts) : null) },
  {
    says: /^not known: nothing answers now$/,
    isSo: (_, { isCut, lab, window }) => (isCut || lab.silentSince.has(window.home ?? "") ? null : "it is answered"),
  },
  {
    says: /^yes: one WebSocket stays where it is$/,
    isSo: (_, facts) => (isServed(facts) ? null : facts.isCut ? "the network is cut" : "nothing serves this window"),
  },
  { says: /^yes: there is one instance$/, isSo: (_, facts) => ifOne(facts) },
  {
    says: /^yes: your cookie leads each poll to (\S+)$/,
    isSo: ([, to], facts) => nextClaim(`your cookie leads back to ${to}`, facts),
  },
  {
    says: /^by luck: until a poll misses (\S+)$/,
    isSo: (_, facts) => (facts.next.to === "back" ? "the cookie leads each poll there" : null),
  },
];

const OWN_ROOM: readonly Rule[] = [
  { says: /^not known: Redis is out of reach$/, isSo: (_, facts) => redisThere(facts) },
  { says: /^yes: any instance has it$/, isSo: (_, facts) => inRedis(facts) },
  { says: /^not known: you are not in it$/, isSo: (_, facts) => (facts.mine && isServed(facts) ? "it is" : null) },
  {
    says: /^no: (\S+) (?:is dead|has stopped)$/,
    isSo: ([, instance], facts) => (facts.isEnded(instance!) || !facts.target(instance!) ? null : `${instance} lives`),
  },
  { says: /^yes: there is one instance$/, isSo: (_, facts) => ifOne(facts) },
  {
    says: /^no: (\S+) takes no new requests$/,
    isSo: ([, instance], facts) => (facts.isUsable(instance!) ? `${instance} does` : null),
  },
  {
    says: /^no: any instance may be next$/,
    isSo: (_, facts) => first(inMemory(facts), facts.stickiness ? "stickiness is on" : null),
  },
  {
    says: /^not known: if (\S+) still lives$/,
    isSo: (_, facts) => (isServed(facts) ? servedWords(facts) : null),
  },
  {
    says: /^not known: nothing answers now$/,
    isSo: (_, facts) => (facts.isCut || facts.isUnsettled ? null : "it is answered"),
  },
  {
    says: /^(yes|no|not known): (.*)$/,
    isSo: ([, tone, because], facts) =>
      first(
        tone === "not known" ? null : inMemory(facts),
        nextClaim(because!, facts),
        (tone === "yes") === (facts.next.to === "back") || tone === "not known" ? null : `next: ${facts.next.to}`,
      ),
  },
];

const EACH_OTHER: readonly Rule[] = [
  {
    says: /^no: each instance has its own$/,
    isSo: (_, facts) => first(inMemory(facts), peopleOf(facts).hidden.length > 0 ? null : "nobody is out of sight"),
  },
  {
    says: /^yes: all instances hold one room$/,
    isSo: (_, facts) => inRedis(facts),
  },
  {
    says: /^(yes|by luck): (your windows share one cookie|all happen to be on (\S+))$/,
    isSo: ([, , why, instance], facts) => {
      const { hiddenAlways, together } = peopleOf(facts);
      if (hiddenAlways.length > 0) return `${hiddenAlways.join(", ")} cannot be seen`;
      if (instance !== undefined) return facts.window.home === instance ? null : servedWords(facts);
      const names = new Set(facts.window.browser.map(({ name }) => name));
      const stranger = together.find((name) => !names.has(name));
      if (stranger !== undefined) return `${stranger} is not a window of this browser`;
      return why === "your windows share one cookie" && facts.next.to !== "back" ? "no cookie leads back there" : null;
    },
  },
  {
    says: /^not known: nobody else is here$/,
    isSo: (_, facts) => {
      const { hiddenAlways, together } = peopleOf(facts);
      const others = [...hiddenAlways, ...together.filter((name) => name !== facts.window.name)];
      return others.length === 0 ? null : `${others.join(", ")} in the room`;
    },
  },
  { says: /^not known: Redis is out of reach$/, isSo: (_, facts) => redisThere(facts) },
  { says: /^not known: not known now$/, isSo: () => null },
];

const SURVIVAL: readonly Rule[] = [
  {
    says: /^not known: nothing answers now$/,
    isSo: (_, facts) => (facts.isCut || facts.isUnsettled ? null : "it is answered"),
  },
  { says: /^not known: not known yet$/, isSo: (_, facts) => (isServed(facts) ? "it is known" : null) },
  { says: /^yes: it lives in Redis$/, isSo: (_, facts) => inRedis(facts) },
  {
    says: /^no: it ended with (\S+)$/,
    isSo: ([, instance], facts) => (facts.isEnded(instance!) || !facts.target(instance!) ? null : `${instance} lives`),
  },
  {
    says: /^no: it lives in (\S+)'s memory$/,
    isSo: ([, instance], facts) =>
      first(inMemory(facts), facts.window.home === null || facts.window.home === instance ? null : servedWords(facts)),
  },
];

function ifOne(facts: Facts): string | null {
  return living(facts) === 1 ? null : `${living(facts)} live`;
}

function redisThere({ lab }: Facts): string | null {
  return lab.state.lab.redis?.state === "running" ? "Redis is there" : null;
}

/** The four answers. While all instances restart, where the rooms live changes under them. */
export function answerClaims(screen: Screen, facts: Facts): Falsehood[] {
  const { answers } = screen;
  if (Object.keys(answers).length === 0 || facts.lab.state.lab.changing !== null) return [];
  const of = (question: string, rules: readonly Rule[], limitMs: number) =>
    judge(`answer: ${question}`, answers[question] ?? "", rules, facts, limitMs);
  return [
    ...of("My session holds", SESSION, OWN_MS),
    ...of("I come back to my own room", OWN_ROOM, LAB_MS),
    ...of("Everyone sees everyone", EACH_OTHER, OTHERS_MS),
    ...of("The room outlives its instance", SURVIVAL, LAB_MS),
  ];
}
