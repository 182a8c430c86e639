import type { WebSocketRun } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { purposeOf, REFUSAL, refusalOf, voiceOf } from "../../wire/read-answer.ts";
import { showExchange } from "../../wire/show-exchange.ts";
import { letUpgradeThrough, turnStickinessOn } from "./advice.ts";
import type { Case } from "./case.ts";
import { countOf } from "./words.ts";

export function webSocketFindings(one: Case): Finding[] {
  // What our own time limit cut says nothing.
  const runs = one.evidence.webSockets.filter(({ exchange }) => voiceOf(exchange) !== "cut");
  if (runs.length === 0) return [];
  const direct = runs.filter(({ kind }) => kind === "direct");
  const someOpen = direct.some(({ speaks }) => speaks);
  const failed = direct.filter(
    (run) => !run.speaks && !(someOpen && (failsAsPollsDo(one, run) || isForeign(one, run))),
  );
  const [failure] = failed;
  if (direct.length === 0) return [];
  if (!failure) {
    const lost = lostTogether(one);
    return lost ? [lost] : works(one, runs);
  }
  if (isNotOffered(one, failure)) return [notOffered(runs)];
  if (failed.length < direct.length || failure.exchange.status === null) return [blocked(one, runs, failure)];
  if (failure.exchange.status === 101) return [silent(runs)];
  if (refusalOf(failure.exchange)?.code === REFUSAL.badRequest) return [stripped(one, runs)];
  return [blocked(one, runs, failure)];
}

/** WebSockets that open one at a time, and do not live side by side. */
function lostTogether({ evidence: { heldSockets: held } }: Case): Finding | null {
  if (!held || held.alive === held.of) return null;
  return {
    id: "websockets-lost",
    verdict: "problem",
    title: `Of ${held.of} WebSockets held open together ${held.alive} lived`,
    evidence: [`${held.opened} of ${held.of} opened, ${held.alive} were still there when all had been tried`],
    meaning: "One at a time they open, so it is their number: a limit of connections, or an instance that fails.",
    advice: ["Look at the limits of connections at each layer, and at the logs of the instances."],
  };
}

/** An instance that is down takes no WebSocket and no poll either: `failing-requests` says so. */
function failsAsPollsDo({ evidence: { sessions } }: Case, { exchange: { status } }: WebSocketRun): boolean {
  const isOutage = status === null || status === 429 || status >= 500;
  return isOutage && sessions.some(({ outcome, death }) => outcome === "failed" && death?.status === status);
}

/** Some other application answers handshakes like this too: `foreign-answers` says so. */
function isForeign({ evidence: { answers } }: Case, { exchange: { status } }: WebSocketRun): boolean {
  return answers.some((one) => one.purpose === "handshake" && one.voice === "foreign" && one.status === status);
}

/** What came of each kind, and of what failed an example. */
function runEvidence(runs: readonly WebSocketRun[]): string[] {
  const lines: string[] = [];
  for (const kind of ["direct", "upgrade"] as const) {
    for (const hasJar of [true, false]) {
      const some = runs.filter((run) => run.kind === kind && run.hasJar === hasJar);
      if (some.length === 0) continue;
      const opened = some.filter(({ speaks }) => speaks).length;
      const what = kind === "direct" ? "WebSocket from the start" : "upgrade of a polling session";
      lines.push(`${what}, ${hasJar ? "with" : "without"} cookies: ${opened} of ${some.length}`);
    }
  }
  const failures = new Map(runs.filter(({ speaks }) => !speaks).map((run) => [run.kind, run]));
  for (const { exchange } of failures.values()) lines.push(showExchange(exchange));
  return lines;
}

function works(one: Case, runs: readonly WebSocketRun[]): Finding[] {
  const needsJar = one.steering === "cookie";
  const upgrades = runs.filter(({ kind, hasJar }) => kind === "upgrade" && (hasJar || !needsJar));
  const lost = upgrades.filter((run) => !run.speaks && !failsAsPollsDo(one, run));
  const evidence = runEvidence(runs);
  const setsCookie = runs.some(
    ({ exchange }) => exchange.status === 101 && exchange.headers.some(([name]) => name === "set-cookie"),
  );
  evidence.push(setsCookie ? "the 101 sets a cookie" : "the 101 sets no cookie");
  // Sessions that nothing leads are lost here as everywhere: that has been said.
  const isLed = one.steering === "cookie" || one.steering === "nothing needed";
  const canUpgrade = isLed && one.evidence.greeting.open.upgrades.includes("websocket");
  // One that had no session to begin with, or met a limit, says nothing of where upgrades are led.
  const refused = lost.filter(
    ({ exchange }) => exchange.status !== 101 && exchange.status !== 429 && purposeOf(exchange) === "websocket",
  );
  if (canUpgrade && refused.length > 0) {
    return [
      {
        id: "upgrade-unknown-session",
        verdict: "problem",
        title: "A WebSocket opens, but not for a session that began with polling",
        evidence,
        meaning:
          "The upgrade is led to another instance than the polls, or refused, so that clients stay with polling or connect in vain.",
        advice: [
          "Look for a rule that sends WebSockets elsewhere than polls: another target group, listener rule or location.",
          ...turnStickinessOn(one),
        ],
      },
    ];
  }
  const unanswered = canUpgrade ? unansweredUpgrades(one, upgrades) : [];
  if (unanswered.some(({ verdict }) => verdict === "problem")) return unanswered;
  const isAlone = one.evidence.greeting.transport === "websocket";
  const untilUpgrade =
    canUpgrade && upgrades.some(({ speaks }) => speaks)
      ? "WebSockets open, from the start and by upgrade"
      : "A WebSocket opens when clients begin with it";
  const opens: Finding = {
    id: "websocket",
    verdict: "ok",
    title: isAlone ? "WebSockets open" : untilUpgrade,
    evidence,
    meaning:
      isLed || isAlone
        ? "An open WebSocket stays with the instance that answered it, also when cookies change."
        : "One request is all it takes, so that it needs no affinity; upgrades of polling sessions are lost with their sessions.",
    advice: [],
  };
  return [opens, ...unanswered];
}

/** The instance took the upgrade, and what was said over it was lost: once, or each time. */
function unansweredUpgrades({ runtime }: Case, upgrades: readonly WebSocketRun[]): Finding[] {
  const never = upgrades.filter(({ speaks, exchange }) => !speaks && exchange.status === 101);
  const once = upgrades.filter(({ failedFirst }) => failedFirst === "unanswered");
  if (never.length + once.length === 0) return [];
  return [
    {
      id: "upgrade-unanswered",
      verdict: never.length > 0 ? "problem" : "warning",
      title:
        never.length > 0
          ? "Upgrades are answered 101, and then nothing comes over them"
          : "Some upgrades are answered 101, and what the client says next is lost",
      evidence: [
        `of ${countOf(upgrades.length, "upgrade")} ${never.length + once.length} got 101, and no answer to the first packet`,
        ...(once.length > 0 ? [`${once.length} of them held at another try`] : []),
        ...never.filter(({ closeCode }) => closeCode !== null).map(({ closeCode }) => `closed with ${closeCode}`),
      ],
      meaning:
        "The session is known where the upgrade arrives, so this is not about affinity. Socket.IO's clients stay with polling then.",
      advice:
        runtime === "node"
          ? [
              "If @socket.io/sticky is there: while its primary is busy, Node throws away what a client says between the 101 and the moment when the worker has its connection. Let the primary do nothing else, or choose by cookie or address instead.",
            ]
          : ["Look for a proxy that holds back, or throws away, what comes right after the 101."],
    },
  ];
}

function isNotOffered({ evidence: { greeting } }: Case, { exchange }: WebSocketRun): boolean {
  if (greeting.transport === "websocket" || greeting.open.upgrades.includes("websocket")) return false;
  return (
    exchange.status === 400 && (refusalOf(exchange)?.code ?? REFUSAL.unknownTransport) === REFUSAL.unknownTransport
  );
}

function notOffered(runs: readonly WebSocketRun[]): Finding {
  return {
    id: "no-websocket-offered",
    verdict: "ok",
    title: "The server offers polling only",
    evidence: ["the handshake lists no upgrades", ...runEvidence(runs)],
    meaning: "That is a setting of the server (`transports`), and every single message depends on affinity.",
    advice: [],
  };
}

function stripped(one: Case, runs: readonly WebSocketRun[]): Finding {
  return {
    id: "upgrade-headers-stripped",
    verdict: "problem",
    title: "A proxy removes the headers Connection and Upgrade, so that no WebSocket opens",
    evidence: runEvidence(runs),
    meaning:
      "Engine.IO was asked for a WebSocket by a request without an upgrade in it: it left here with both headers, and arrived without.",
    advice: letUpgradeThrough(one),
  };
}

function silent(runs: readonly WebSocketRun[]): Finding {
  return {
    id: "websocket-silent",
    verdict: "problem",
    title: "WebSockets open, but nothing comes through them",
    evidence: runEvidence(runs),
    meaning: "Something on the way answers 101 and then holds back, or throws away, what the server says.",
    advice: ["Look for a proxy that buffers or inspects WebSockets, and switch that off for Socket.IO's path."],
  };
}

function blocked(one: Case, runs: readonly WebSocketRun[], { exchange }: WebSocketRun): Finding {
  const direct = runs.filter(({ kind }) => kind === "direct");
  const opened = direct.filter(({ speaks }) => speaks).length;
  const how = exchange.status === null ? "no answer" : String(exchange.status);
  return {
    id: "websocket-blocked",
    verdict: "problem",
    title: opened > 0 ? `Only ${opened} of ${direct.length} WebSockets open` : `WebSockets are blocked (${how})`,
    evidence: runEvidence(runs),
    meaning:
      opened > 0
        ? "Some instance, or some way to one, refuses WebSockets that others take."
        : "The request for a WebSocket is refused, or swallowed, so that clients are left with polling, if with anything.",
    advice:
      opened > 0
        ? [
            "Look at each instance by itself, and at limits of connections on the way: what refuses one lets others through.",
          ]
        : [
            "Look for a rule against WebSockets: a firewall (WAF), a proxy, the server's own check of `Origin`.",
            ...letUpgradeThrough(one),
          ],
  };
}
