import type { Finding } from "../finding.ts";
import { parseHandshake } from "../../wire/engine-packets.ts";
import { headerValues, type Exchange } from "../../wire/exchange.ts";
import { showExchange } from "../../wire/show-exchange.ts";
import { checkHealth } from "./advice.ts";
import type { Case } from "./case.ts";
import { whoSets } from "./known-cookies.ts";

/** What a load balancer's health check does and is told at the path that it asks for. */
export function healthFindings(one: Case): Finding[] {
  const { health } = one.evidence;
  if (!health) return [];
  const [first, second] = health.exchanges;
  // The second may be another instance's.
  const bad = health.exchanges.find(({ status, errorCode }) => status !== 200 && errorCode !== "CUT");
  const evidence = [showExchange(bad ?? first)];
  if (first.status === 200 && parseHandshake(first.body)) {
    return [
      {
        id: "health-creates-sessions",
        verdict: "problem",
        title: "Each health check begins a Socket.IO session",
        evidence,
        meaning:
          "Every load-balancer node asks every few seconds, and each session stays until its ping times out: the counts of connections are wrong, and memory goes.",
        advice: checkHealth(one),
      },
    ];
  }
  if (!bad && health.exchanges.some(({ errorCode }) => errorCode === "CUT")) {
    return [
      {
        id: "health-not-measured",
        verdict: "not measured",
        title: "The health path was not answered before the time limit",
        evidence: health.exchanges.map(showExchange),
        meaning: "That limit is the doctor's, and says nothing of the path.",
        advice: ["Give it more time with --timeout."],
      },
    ];
  }
  if (bad) {
    return [
      {
        id: "health-not-200",
        verdict: "problem",
        title: `The health path does not ${health.exchanges.every(({ status }) => status !== 200) ? "" : "always "}answer 200: ${bad.status ?? bad.error}`,
        evidence,
        meaning:
          "A load balancer that takes only 200 for healthy (an ALB does unless its matcher says more) calls every instance unhealthy.",
        advice: checkHealth(one),
      },
    ];
  }
  const [name] = newVisitorCookies(first, second);
  if (name !== undefined) {
    return [
      {
        id: "health-sets-cookies",
        verdict: "warning",
        title: `Each health check is taken for a new visitor: ${name}`,
        evidence: [...evidence, ...headerValues(first, "set-cookie").map((line) => `Set-Cookie: ${line}`)],
        meaning: "If that cookie stands for a session in a store, the health checks fill the store.",
        advice: ["Answer the health path before the middleware that begins sessions."],
      },
    ];
  }
  return [
    {
      id: "health",
      verdict: "ok",
      title: "The health path answers 200, and begins nothing",
      evidence,
      meaning: "A health check can ask for it as often as it likes.",
      advice: [],
    },
  ];
}

/** Names that both answers set, to different values, and that are not a load balancer's. */
function newVisitorCookies(first: Exchange, second: Exchange): string[] {
  const values = (exchange: Exchange) =>
    new Map(
      headerValues(exchange, "set-cookie").map((line) => {
        const [pair = ""] = line.split(";");
        const equals = pair.indexOf("=");
        return [pair.slice(0, equals).trim(), pair.slice(equals + 1)];
      }),
    );
  const [before, after] = [values(first), values(second)];
  return [...before].flatMap(([name, value]) =>
    after.has(name) && after.get(name) !== value && whoSets(name) === null ? [name] : [],
  );
}
