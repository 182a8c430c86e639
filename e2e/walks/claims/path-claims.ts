import { nextInWords, timeOf, type Facts } from "../facts.ts";
import type { Screen } from "../screen.ts";
import { judge, LAB_MS, OWN_MS, type Falsehood, type Rule } from "./rule.ts";

/** Clauses on where the next connection leads, wherever they are said. */
const NEXT: readonly Rule[] = [
  { says: /your cookie leads back to (\S+?)[.;,]?$/, isSo: ([, to], facts) => ifNext(facts, "back", to!) },
  {
    says: /your cookie names (\S+), which takes no new requests/,
    isSo: ([, to], facts) => ifNext(facts, "unusable", to!),
  },
  {
    says: /your cookie names (\S+?)(?:, (?:and|which has)|[.;,]?$)/,
    isSo: ([, to], facts) => ifNext(facts, "named", to!),
  },
  {
    says: /your cookie expired at (\d\d:\d\d:\d\d)/,
    isSo: ([, at], facts) =>
      facts.next.to === "any" &&
      facts.next.because === "expired" &&
      Math.abs(seconds(at!) - seconds(timeOf(facts.next.expiredAt!))) <= 1
        ? null
        : nextInWords(facts),
  },
  {
    says: /you hold no stickiness cookie/,
    isSo: (_, { window }) => (window.cookie ? "the browser holds one" : null),
  },
  { says: /stickiness is off/, isSo: (_, facts) => (facts.stickiness ? nextInWords(facts) : null) },
  {
    says: /this balancer cannot read your cookie/,
    isSo: (_, facts) => (facts.next.to === "any" && facts.next.because === "foreign" ? null : nextInWords(facts)),
  },
  {
    says: /you hold a cookie, and where it leads is not known here/,
    isSo: (_, facts) => (facts.isCut ? null : `that is known: ${nextInWords(facts)}`),
  },
  {
    says: /^(\S+) takes no new requests/,
    isSo: ([, instance], facts) => (facts.isUsable(instance!) ? `${instance} does` : null),
  },
];

const seconds = (clock: string) => clock.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);

function ifNext(facts: Facts, to: "back" | "named" | "unusable", target: string): string | null {
  const { next } = facts;
  return next.to === to && next.target === target ? null : nextInWords(facts);
}

/** What a clause about the next connection says wrongly; null: it is so. */
export function nextClaim(clause: string, facts: Facts): string | null {
  return judge("", clause, NEXT, facts, 0)[0]?.truth ?? null;
}

const servedBy = (facts: Facts, instance: string): string | null =>
  facts.window.home === instance ? null : `${facts.window.home ?? "no instance"} serves this window`;
const first = (...truths: (string | null)[]): string | null => truths.find((one) => one !== null) ?? null;

const LINE: readonly Rule[] = [
  {
    says: /^You are disconnected: nothing reaches you until you reconnect\.$/,
    isSo: (_, { window }) => (window.isDisconnected ? null : "it was not disconnected by its own wish"),
  },
  {
    says: /^(\S+) served you last; nothing has answered since\.$/,
    isSo: (_, { isCut, lab, window }) => (isCut || lab.silentSince.has(window.home ?? "") ? null : "it is answered"),
  },
  {
    says: /^Your WebSocket stays on (\S+); wherever the next one leads, the room is the same\.$/,
    isSo: ([, instance], facts) =>
      first(servedBy(facts, instance!), ifCut(facts), facts.isShared ? null : "rooms live in memory"),
  },
  {
    says: /^Your WebSocket stays on (\S+), but Redis, where the rooms live, is out of reach\.$/,
    isSo: (_, facts) => (facts.lab.state.lab.redis?.state === "running" ? "Redis is there" : null),
  },
  {
    says: /^Your WebSocket stays on (\S+); (.*?)(: the next one (?:leads|may lead).*|, and the next one goes there)?\.$/,
    isSo: ([, instance, because], facts) =>
      first(
        servedBy(facts, instance!),
        ifCut(facts),
        facts.transport === "websocket" ? null : "it polls",
        nextClaim(because!, facts),
        facts.isShared ? "rooms live in Redis" : null,
      ),
    limitMs: LAB_MS,
  },
  {
    says: /^Each poll carries your cookie, and reaches (\S+)\.$/,
    isSo: ([, instance], facts) => first(servedBy(facts, instance!), ifNext(facts, "back", instance!)),
    limitMs: LAB_MS,
  },
  { says: /^Your polls reach (\S+)\.$/, isSo: ([, instance], facts) => servedBy(facts, instance!) },
  {
    says: /^Each poll goes to the next instance; only those that reach (\S+) find your session\.$/,
    isSo: (_, facts) => (facts.stickiness ? "stickiness is on" : null),
    limitMs: LAB_MS,
  },
  // What a control did, for some seconds, and what the newest attempt met.
  {
    says: /^Asking for a session|^Watching what happens|Session ID unknown|^50\d|^Nothing answered|^The (?:WebSocket|connection|instance) |^This page dropped|^No answer in time|^Nothing was heard|^HTTP \d/,
    isSo: (_, { window, isCut }) =>
      window.home !== null && !window.isDisconnected && !isCut ? `${window.home} serves this window` : null,
  },
];

const ifCut = ({ isCut }: Facts) => (isCut ? "the network is cut" : null);

/** What stands there after an action, as long as it is so. */
const OUTCOMES: readonly Rule[] = [
  {
    says: /^Stickiness is (on|off)$/,
    isSo: ([, is], facts) => ((is === "on") === facts.stickiness ? null : `it is ${facts.stickiness ? "on" : "off"}`),
  },
  { says: /^Back on (\S+); /, isSo: ([, instance], facts) => servedBy(facts, instance!) },
  { says: /^Moved \S+ → (\S+); /, isSo: ([, instance], facts) => servedBy(facts, instance!) },
  { says: /^You are on ([^\s,.]+)/, isSo: ([, instance], facts) => servedBy(facts, instance!) },
  {
    says: /^You are disconnected/,
    isSo: (_, { window }) => (window.isDisconnected ? null : "it was not disconnected by its own wish"),
  },
  {
    says: /^(\S+) is dead, and/,
    isSo: ([, instance], facts) => (facts.isEnded(instance!) ? null : `${instance} lives`),
  },
  {
    says: /^(\S+) is back, healthy, and/,
    isSo: ([, instance], facts) => (facts.isUsable(instance!) ? null : `${instance} is not healthy`),
  },
  {
    says: /^(\S+) hangs; its health checks will fail$/,
    isSo: ([, instance], facts) => (facts.target(instance!)?.process?.state === "paused" ? null : "it goes on"),
  },
  {
    says: /^(\S+) goes on$/,
    isSo: ([, instance], facts) => (facts.target(instance!)?.process?.state === "running" ? null : "it does not run"),
  },
  {
    says: /^(\S+) takes no new visitors$/,
    isSo: ([, instance], facts) => (facts.isUsable(instance!) ? "it does" : null),
  },
  {
    says: /^The cookie is gone; /,
    isSo: (_, { window }) => (window.cookie ? "the browser holds a cookie" : null),
  },
  {
    says: /^The connection has not come back yet$/,
    isSo: (_, { window }) => (window.home === null ? null : `${window.home} serves this window`),
  },
  { says: /^You came to (\S+), not to /, isSo: ([, instance], facts) => servedBy(facts, instance!) },
];

/** The line under the path, and what stands beside the controls of the lab. */
export function pathClaims(screen: Screen, facts: Facts): Falsehood[] {
  const { text, phase } = screen.pathLine;
  // An answer that failed is about the past: what was asked for did not happen.
  const line =
    phase === "idle" || phase === "running"
      ? judge("path line", text, LINE, facts, OWN_MS)
      : phase === "observed" || phase === "unsure"
        ? judge("path line", text, [...OUTCOMES, ...LINE], facts, LAB_MS)
        : [];
  const outcomes = screen.outcomes.flatMap((outcome) => judge(`outcome ${outcome}`, outcome, OUTCOMES, facts, LAB_MS));
  return [...line, ...outcomes, ...forecastClaims(screen, facts)];
}

const FORECASTS: readonly Rule[] = [
  {
    says: /^Dies at once \(SIGKILL\): you move, and (what only it knew is gone|the room is still there)\.$/,
    isSo: ([, what], facts) => ifShared(what === "the room is still there", facts),
  },
  {
    says: /^Dies at once \(SIGKILL\)(, and its version of every room with it|; its people come back elsewhere)\.$/,
    isSo: ([, what], facts) => ifShared(what!.startsWith(";"), facts),
  },
  {
    says: /^Sets your cookie to (\S+) and reconnects: the room is the same there\.$/,
    isSo: (_, facts) => ifShared(true, facts),
  },
  {
    says: /^Sets your cookie to \S+ and reconnects: you see .*, and lose sight of (\S+)\.$/,
    isSo: ([, me], facts) => first(ifShared(false, facts), facts.window.home === null ? null : servedBy(facts, me!)),
  },
  {
    says: /^Comes back with a new boot id( and an empty memory)?\. /,
    isSo: ([, empty], facts) => ifShared(empty === undefined, facts),
  },
  { says: /./, isSo: () => null },
];

function ifShared(saysShared: boolean, facts: Facts): string | null {
  return saysShared === facts.isShared ? null : `rooms live in ${facts.isShared ? "Redis" : "each instance's memory"}`;
}

/** What the menus of the instances say that their choices will do. */
function forecastClaims(screen: Screen, facts: Facts): Falsehood[] {
  if (facts.isUnsettled || facts.isCut) return [];
  return Object.entries(screen.forecasts).flatMap(([choice, forecast]) => {
    const found = judge(`forecast of ${choice}`, forecast, FORECASTS, facts, LAB_MS);
    const isMine = choice === `Kill ${facts.window.home}`;
    if (choice.startsWith("Kill chat") && facts.window.home !== null && /you move/.test(forecast) !== isMine) {
      found.push({
        claim: `forecast of ${choice}`,
        sentence: forecast,
        truth: `${facts.window.home} serves this window`,
        limitMs: LAB_MS,
      });
    }
    return found;
  });
}
