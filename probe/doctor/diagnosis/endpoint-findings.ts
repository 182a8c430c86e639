import type { Finding } from "../finding.ts";
import { headerValues, type Exchange } from "../../wire/exchange.ts";
import { answeredOverWebSocket } from "./held-poll-findings.ts";
import { showExchange } from "../../wire/show-exchange.ts";
import { isRepeated } from "../probes/probe-caching.ts";
import { passCookies } from "./advice.ts";
import type { Case } from "./case.ts";
import { survivalOf } from "./survival.ts";
import { countOf, duration } from "./words.ts";

/** The idle timeout that an ALB and nginx have unless they are told otherwise. */
const COMMON_IDLE_TIMEOUT_S = 60;

/** What speaks there, and whether it is reached. */
export function endpointFindings(one: Case): Finding[] {
  return [...cutShort(one), ...caching(one), ...greeting(one), ...pingInterval(one)];
}

function cutShort({ evidence }: Case): Finding[] {
  if (!evidence.isCutShort) return [];
  return [
    {
      id: "cut-short",
      verdict: "not measured",
      title: "The time limit ended the diagnosis before everything was asked",
      evidence: [`${countOf(evidence.requests, "request")} in ${duration(evidence.seconds)}`],
      meaning: "What is missing below was not looked at.",
      advice: ["Give it more time with --timeout, or let it ask faster with --rate."],
    },
  ];
}

function caching(one: Case): Finding[] {
  const { repeated } = one.evidence;
  if (!repeated) return [];
  const ignoresQuery = isRepeated(repeated.different);
  // One session, or none, can be compared with nothing.
  if (repeated.same.filter(({ sid }) => sid !== null).length < 2 && !ignoresQuery) return [];
  if (!ignoresQuery && !isRepeated(repeated.same)) {
    return [
      {
        id: "not-cached",
        verdict: "ok",
        title: "Answers are not cached",
        evidence: [`${repeated.same.length} handshakes at one URL gave different sessions`],
        meaning: "Each visitor is given a session of their own.",
        advice: [],
      },
    ];
  }
  const handshakes = ignoresQuery ? repeated.different : repeated.same;
  return [
    {
      id: "cached",
      verdict: "problem",
      title: ignoresQuery
        ? "A cache gives visitors one another's sessions, with any query"
        : "A cache gives visitors one another's sessions where their URLs are the same",
      evidence: handshakes.map(({ exchange }) => `${showExchange(exchange)}${cacheHeaders(exchange)}`),
      meaning:
        "Engine.IO's answers belong to one visitor and say `Cache-Control: no-store`; something in between keeps them all the same.",
      advice: ["Switch caching off for Socket.IO's path.", ...passCookies(one)],
    },
  ];
}

function cacheHeaders(exchange: Exchange): string {
  const shown = ["cache-control", "age", "x-cache", "cf-cache-status"].flatMap((name) =>
    headerValues(exchange, name).map((value) => `${name}: ${value}`),
  );
  return shown.length > 0 ? ` [${shown.join(", ")}]` : "";
}

const CLIENTS = { 3: "Socket.IO 1 and 2", 4: "Socket.IO 3 and 4" };

function greeting(one: Case): Finding[] {
  const { greeting: met, asking, sessions } = one.evidence;
  const { open, protocol, exchange, transport } = met;
  const offered = [transport, ...open.upgrades.map((name) => `${name} by upgrade`)].join(", ");
  const payload = open.maxPayload === null ? "" : `, at most ${open.maxPayload} bytes a payload`;
  const findings: Finding[] = [
    {
      id: "handshake",
      verdict: "ok",
      title: `Engine.IO ${protocol} answers, for clients of ${CLIENTS[protocol]}`,
      evidence: [
        showExchange(exchange),
        `transports: ${offered}; ping every ${open.pingInterval / 1000} s, given up after ${open.pingTimeout / 1000} s more${payload}`,
      ],
      meaning: "The endpoint can be reached, and it is what it should be.",
      advice: [],
    },
  ];
  if (asking === "ends sessions") findings.push(askingEnds(sessions));
  // What a WebSocket is told is Socket.IO's: then polls are held back.
  if (asking === "not answered" && answeredOverWebSocket(one) === null) findings.push(engineIoOnly());
  if (transport === "websocket") {
    findings.push({
      id: "websocket-only",
      verdict: "ok",
      title: "The server takes WebSocket only, so sessions need no affinity",
      evidence: [showExchange(exchange)],
      meaning:
        'A WebSocket is one request, and stays with the instance that answered it; clients have to ask for it with transports: ["websocket"].',
      advice: [],
    });
  }
  return findings;
}

function engineIoOnly(): Finding {
  return {
    id: "engine-io-only",
    verdict: "not measured",
    title: "The server speaks Engine.IO, and answered nothing of Socket.IO's",
    evidence: ["a request for a namespace was taken, and most polls brought no answer within three seconds"],
    meaning:
      "It is Engine.IO without Socket.IO, or something on the way holds answers to polls back; sessions are judged by their posts alone.",
    advice: [],
  };
}

function askingEnds(sessions: Case["evidence"]["sessions"]): Finding {
  const { survived, of } = survivalOf(sessions);
  return {
    id: "asking-ends-sessions",
    verdict: "not measured",
    title: "The server ends sessions that ask for a namespace, and keeps those that only stay",
    evidence: [`of sessions that only stay ${survived} of ${of} lived`],
    meaning: "That is the doctor's question and not the endpoint's fault: sessions are judged by those that only stay.",
    advice: [],
  };
}

function pingInterval({ evidence: { greeting: met, idle } }: Case): Finding[] {
  const seconds = met.open.pingInterval / 1000;
  // The one who waited knows better.
  if (seconds < COMMON_IDLE_TIMEOUT_S || idle?.some(({ outcome }) => outcome === "alive" || outcome === "cut"))
    return [];
  return [
    {
      id: "long-ping-interval",
      verdict: "warning",
      title: `The server pings every ${duration(seconds)} only, no sooner than most idle timeouts strike`,
      evidence: [
        `pingInterval ${met.open.pingInterval} ms; an ALB and nginx cut silent connections after ${COMMON_IDLE_TIMEOUT_S} s unless told otherwise`,
      ],
      meaning: "A connection on which nobody speaks may be cut before the ping that would keep it.",
      advice: [
        "Leave pingInterval at its default of 25 s, or raise the idle timeout well above it.",
        "--idle waits to find out.",
      ],
    },
  ];
}
