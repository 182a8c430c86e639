import { REFUSAL } from "../../wire/read-answer.ts";
import { showExchange } from "../../wire/show-exchange.ts";
import type { AnswerCount } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { sharedConnections } from "./advice.ts";
import { hasFront, type Case } from "./case.ts";
import { countOf } from "./words.ts";

/** Where so many requests fail, it is not one that was unlucky. */
const MANY_FAILURES = 0.1;
/** What one client with the default transports needs to connect. */
const REQUESTS_TO_CONNECT = 5;
/** An office behind one address. */
const CLIENTS_OF_ONE_ADDRESS = 20;

/** What the answers say that are not about sessions: who gave them, to which methods, and whether instances differ. */
export function answerFindings(one: Case): Finding[] {
  return [
    ...methodRefused(one),
    ...foreignAnswers(one),
    ...mixedProtocols(one),
    ...instancesDiffer(one),
    ...failing(one),
    ...rateLimit(one),
  ];
}

const total = (answers: readonly AnswerCount[]) => answers.reduce((sum, { count }) => sum + count, 0);

/** A load or a limit on the way, or somebody who is down. */
const isFailure = ({ voice, status }: AnswerCount) =>
  voice === "none" || (voice === "foreign" && status !== null && (status >= 500 || status === 429));

/** Something that is not Engine.IO, and neither overloaded nor down. */
const isForeign = (answer: AnswerCount) => answer.voice === "foreign" && !isFailure(answer);

const NAMES = { poll: "GET", post: "POST", handshake: "GET", websocket: "GET" } as const;

function methodRefused({ evidence: { answers } }: Case): Finding[] {
  return (["post", "poll"] as const).flatMap((purpose): Finding[] => {
    const mine = answers.filter((answer) => answer.purpose === purpose);
    const foreign = mine.filter(isForeign).toSorted((a, b) => b.count - a.count);
    const accepted = mine.filter(({ voice }) => voice === "accepted" || voice === "refused");
    const [first] = foreign;
    // Where handshakes meet it too, it is not the method.
    const meetsAll = answers.some((answer) => answer.purpose === "handshake" && isForeign(answer));
    if (!first || meetsAll || total(foreign) < 2) return [];
    const method = NAMES[purpose];
    const isAlways = accepted.length === 0;
    return [
      {
        id: "method-refused",
        verdict: "problem",
        title: isAlways
          ? `${method} is answered ${first.status}, so no polling session gets beyond its handshake`
          : `${method} is sometimes answered ${first.status}: ${total(foreign)} of ${total(mine)} times`,
        evidence: foreign.map(({ example, count }) => `${count} times: ${showExchange(example)}`),
        meaning:
          purpose === "post"
            ? "Clients send by POST. The answer is not Engine.IO's: something before it refuses the method, or takes it for another path."
            : "Clients receive by GET with their session's id. The answer is not Engine.IO's: something before it refuses that, or takes it for another path.",
        advice: [
          `Let ${method} through to Socket.IO's path with its query: look for a rule by method (\`limit_except\`, a WAF, a CDN's allowed methods), a check for forged requests, or a second location.`,
        ],
      },
    ];
  });
}

function foreignAnswers({ evidence: { answers } }: Case): Finding[] {
  const handshakes = answers.filter(({ purpose }) => purpose === "handshake");
  const foreign = handshakes.filter(isForeign).toSorted((a, b) => b.count - a.count);
  const [first] = foreign;
  if (!first) return [];
  return [
    {
      id: "foreign-answers",
      verdict: "problem",
      title: `Something that is not Socket.IO answers ${total(foreign)} of ${countOf(total(handshakes), "handshake")} (${first.status})`,
      evidence: foreign.map(({ example, count }) => `${count} times: ${showExchange(example)}`),
      meaning:
        "The same request is answered by Socket.IO and by something else, so some instances, or some ways to them, are another application.",
      advice: [
        "Look at what runs on each instance that the load balancer sends Socket.IO's path to, and at its rules.",
      ],
    },
  ];
}

const CLIENTS = { 3: "Engine.IO 3 (Socket.IO 1 and 2)", 4: "Engine.IO 4 (Socket.IO 3 and 4)" };

function mixedProtocols({ evidence: { answers, openings, greeting } }: Case): Finding[] {
  const protocols = new Set([greeting.protocol, ...openings.map(({ protocol }) => protocol)]);
  const unsupported = answers.filter(({ code }) => code === REFUSAL.unsupportedProtocol);
  if (protocols.size < 2 && unsupported.length === 0) return [];
  return [
    {
      id: "mixed-protocols",
      verdict: "problem",
      title: "Instances speak different revisions of Engine.IO",
      evidence: [
        ...openings.map(({ protocol, count }) => `${countOf(count, "handshake")} answered in ${CLIENTS[protocol]}`),
        ...unsupported.map(({ example, count }) => `${count} times: ${showExchange(example)}`),
      ],
      meaning: "Socket.IO 2 and 4 run side by side, and a client can only talk to those of its own revision.",
      advice: [
        "Bring all instances to one version of Socket.IO, or send each version a path of its own.",
        "`allowEIO3: true` lets servers of Socket.IO 3 and 4 take clients of version 2, too.",
      ],
    },
  ];
}

function instancesDiffer({ evidence: { openings } }: Case): Finding[] {
  const same = openings.filter(({ protocol }) => protocol === openings[0]?.protocol);
  const differing = (["pingInterval", "pingTimeout", "maxPayload", "upgrades"] as const).filter(
    (name) => new Set(same.map((opening) => String(opening[name]))).size > 1,
  );
  if (differing.length === 0) return [];
  return [
    {
      id: "instances-differ",
      verdict: "warning",
      title: `Instances are not set up alike: ${differing.join(", ")}`,
      evidence: same.map(
        (opening) =>
          `${countOf(opening.count, "handshake")}: ${differing.map((name) => `${name} ${String(opening[name]) || "none"}`).join(", ")}`,
      ),
      meaning: "What a visitor is told depends on the instance that answers, as when a deployment is half done.",
      advice: ["Bring all instances to one version and one configuration."],
    },
  ];
}

function failing(one: Case): Finding[] {
  const { answers } = one.evidence;
  const failed = answers.filter(isFailure).toSorted((a, b) => b.count - a.count);
  const count = total(failed);
  const [most] = failed;
  if (!most) return [];
  const all = total(answers.filter(({ voice }) => voice !== "cut"));
  return [
    {
      id: "failing-requests",
      verdict: count / all > MANY_FAILURES ? "problem" : "warning",
      title: `${count} of ${countOf(all, "request")} failed, ${most.status === null ? "most without an answer" : `most with ${most.status}`}`,
      evidence: failed.slice(0, 3).map((one) => `${one.count} times: ${showExchange(one.example)}`),
      meaning:
        "Answers of 429 and 5xx, or none, are not about sessions: an instance that is down or overloaded, or a limit on the way.",
      advice: [
        ...(most.status === null ? sharedConnections(one) : []),
        "Look at the health of each instance, and at whether the load balancer checks it.",
        ...(failed.some(({ status }) => status === 429 || status === 503)
          ? [
              "Or look for a limit of requests, which answers 429, or 503 in nginx (`limit_req`): with a lower --rate fewer fail then, and visitors who come together meet it too.",
            ]
          : []),
      ],
    },
  ];
}

function rateLimit(one: Case): Finding[] {
  const { answers, rateLimit: headers, requests, seconds } = one.evidence;
  const limited = answers.filter(({ status }) => status === 429);
  const limit = headers
    .map((line) => /^(?:x-)?ratelimit-limit: (\d+)/.exec(line)?.[1])
    .find((value) => value !== undefined);
  const isTight = limit !== undefined && Number(limit) < REQUESTS_TO_CONNECT * CLIENTS_OF_ONE_ADDRESS;
  if (limited.length === 0 && !isTight) return [];
  return [
    {
      id: "rate-limit",
      verdict: "warning",
      title:
        limited.length > 0
          ? `A rate limit is in the way: ${total(limited)} of ${countOf(total(answers), "request")} were answered 429`
          : `A rate limit of ${limit} requests may stop an office behind one address`,
      evidence: [
        ...limited.map(({ example }) => showExchange(example)),
        ...headers,
        `${countOf(requests, "request")} in ${Math.round(seconds)} s came from here`,
      ],
      meaning: `A client with the default transports makes about ${REQUESTS_TO_CONNECT} requests to connect, one more for each poll, and does it again after each disconnect.`,
      advice: [
        "Let the limit leave Socket.IO's path out, or count its WebSockets only.",
        ...(hasFront(one, "nginx")
          ? ["In nginx: no `limit_req` in the location of Socket.IO, or one with a larger `burst`."]
          : []),
        "To measure below the limit, try a lower --rate.",
      ],
    },
  ];
}
