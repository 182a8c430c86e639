import type { SeenCookie } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { showExchange } from "../../wire/show-exchange.ts";
import { passCookies, turnStickinessOn } from "./advice.ts";
import { hasFront, type Case } from "./case.ts";
import { whoSets } from "./known-cookies.ts";
import { isHere } from "./recognise-front.ts";
import { survivalOf, type Steering } from "./survival.ts";
import { countOf } from "./words.ts";

/** So many other addresses on the same instance are no accident: of two instances each would have got some. */
const ENOUGH_ADDRESSES = 5;
/** So many sessions held open together, all on one instance, where nothing leads them: a second would have got some. */
const ENOUGH_TOGETHER = 8;
/** One at a time, so many requests that all reach their instance are no luck. */
const ENOUGH_KNOCKS = 20;

/** What keeps a session on its instance, or why nothing does. */
export function affinityFindings(one: Case): Finding[] {
  const { steering, evidence } = one;
  if (evidence.greeting.transport === "websocket") return heldSockets(one);
  return [
    ...mainFinding(one, steering),
    ...heldTogether(one),
    ...knownLate(one),
    ...differingNames(one),
    ...byGivenCookie(one),
  ];
}

function mainFinding(one: Case, steering: Steering): Finding[] {
  switch (steering) {
    case "not measured":
      return [notMeasured(one)];
    case "nothing needed":
      return [nothingNeeded(one)];
    case "cookie":
      return [byCookie(one)];
    case "connection":
      return [byConnection(one)];
    case "unsteady":
      return [
        underConcurrency(one) ??
          doubledCookie(one) ??
          bySessionIdWrongly(one) ??
          (one.affinityCookies.length > 0 ? unsteady(one) : noAffinity(one)),
      ];
    case "nothing":
      return [
        underConcurrency(one) ??
          refusedCookie(one) ??
          doubledCookie(one) ??
          bySessionIdWrongly(one) ??
          secondLayer(one) ??
          notHonoured(one) ??
          noAffinity(one),
      ];
  }
}

/** Whether those who are there at the same time keep their sessions. */
function heldTogether({ steering, evidence: { together } }: Case): Finding[] {
  if ((steering !== "cookie" && steering !== "nothing needed") || together < 2) return [];
  return [
    {
      id: "held-together",
      verdict: "ok",
      title: `${together} sessions were held open together`,
      evidence: [`${together} sessions had begun before any of them went on`],
      meaning: "Sessions hold not only one at a time, on an idle system.",
      advice: [],
    },
  ];
}

/** A session that is refused once and known from then on: who leads requests was not told of it in time. */
function knownLate({ steering, runtime, evidence: { sessions, webSockets } }: Case): Finding[] {
  // Who keeps no cookies is led by chance where a cookie decides, and finds the instance at the second try.
  const isMeant = ({ hasJar }: { hasJar: boolean }) => hasJar || steering !== "cookie";
  const late = sessions.filter((run) => run.outcome === "late" && isMeant(run));
  const upgrades = webSockets.filter((run) => run.failedFirst === "unknown" && isMeant(run));
  const isLed = steering === "cookie" || steering === "nothing needed";
  if (!isLed || late.length + upgrades.length === 0) return [];
  const example = late.find(({ death }) => death)?.death;
  return [
    {
      id: "known-late",
      verdict: "warning",
      title: "Some sessions are refused at first, and known a moment later",
      evidence: [
        `of ${countOf(sessions.length, "session")} ${late.length} ${late.length === 1 ? "was" : "were"} refused once, and known each time afterwards`,
        ...(upgrades.length > 0 ? [`${countOf(upgrades.length, "upgrade")} opened at the second try`] : []),
        ...(example ? [showExchange(example)] : []),
      ],
      meaning:
        "What leads requests to their instance learns of a session only after its client: a client that is quick, or a machine that is busy, meets that, and has to try again.",
      advice:
        runtime === "node"
          ? [
              "The primary of @socket.io/sticky is told of a session by its worker: let the primary do nothing else, or choose by cookie or address instead.",
            ]
          : ["Choose by cookie or address instead of by a table of sessions."],
    },
  ];
}

function heldSockets({ evidence: { heldSockets: held } }: Case): Finding[] {
  if (!held || held.alive < held.of) return [];
  return [
    {
      id: "held-together",
      verdict: "ok",
      title: `${held.of} WebSockets were held open together`,
      evidence: [`${held.opened} of ${held.of} opened, and ${held.alive} lived`],
      meaning: "Sessions hold not only one at a time, on an idle system.",
      advice: [],
    },
  ];
}

/** One at a time each request reaches its session; side by side they do not. */
function underConcurrency(one: Case): Finding | null {
  const { instances, sessions, together } = one.evidence;
  if (instances?.method !== "knocks") return null;
  const knocks = instances.perSession.flat();
  if (knocks.length < ENOUGH_KNOCKS || !knocks.every(Boolean)) return null;
  const { survived, of } = survivalOf(sessions);
  return {
    id: "lost-under-concurrency",
    verdict: "problem",
    title: `Sessions hold one at a time, and are lost side by side: ${survived} of ${of} survived together`,
    evidence: [
      ...sessionEvidence(one),
      `${together} sessions were open together; alone, ${knocks.length} of ${knocks.length} requests reached their session`,
    ],
    meaning:
      "Idle, everything reaches one instance; with several visitors others are used too, and nothing leads requests back: a limit of connections at each server, or a proxy that shares its connections between visitors.",
    advice: [
      "Choose the instance by cookie or address for each request, at the layer that is next to the instances.",
      ...turnStickinessOn(one),
    ],
  };
}

/** The name leads to several addresses, and not to the same instances behind each. */
function differingNames({ evidence: { names } }: Case): Finding[] {
  if (!names || names.known === names.asked) return [];
  return [
    {
      id: "addresses-differ",
      verdict: "problem",
      title: "The addresses of the name lead to different instances, and a session is known at one only",
      evidence: [
        `addresses: ${names.found.join(", ")}`,
        `a session of the first was known at ${names.known} of the ${names.asked} others`,
      ],
      meaning: "A browser may ask another address for its next connection, above all when one is slow.",
      advice: [
        "Let all addresses lead to the same instances with the same affinity, or keep one.",
        "For `localhost`, two servers can listen on one port: one on 127.0.0.1 and one on ::1.",
      ],
    },
  ];
}

/** The Cookie header that the user gave decides, so that everything went to one instance. */
function byGivenCookie({ evidence: { withoutGivenCookie: without } }: Case): Finding[] {
  if (!without || without.known === without.asked) return [];
  return [
    {
      id: "affinity-by-given-cookie",
      verdict: "warning",
      title: "The Cookie header that was given decides the instance, so only one was measured",
      evidence: [`without it ${without.known} of ${without.asked} requests reached their session`],
      meaning: "It holds an affinity cookie: every visitor of this report was led to that cookie's instance.",
      advice: ["Leave the affinity cookie out of --header, and give only what signs in."],
    },
  ];
}

/** How many of each kind of session survived, and what ended one. */
function sessionEvidence({ evidence: { sessions } }: Case): string[] {
  const lines: string[] = [];
  for (const connection of ["fresh", "kept"] as const) {
    for (const hasJar of [true, false]) {
      const { survived, of } = survivalOf(sessions, { connection, hasJar });
      const others = sessions.filter((run) => run.connection === connection && run.hasJar === hasJar);
      const failed = others.filter(({ outcome }) => outcome === "failed").length;
      if (others.length === 0) continue;
      const what = [
        ...(of > 0 ? [`${survived} of ${of} sessions survived`] : []),
        ...(failed > 0 ? [`${failed} failed for another reason`] : []),
      ];
      lines.push(
        `${hasJar ? "with" : "without"} cookies, ${connection === "fresh" ? "each request on a new connection" : "all on one connection"}: ` +
          (what.join(", ") || "none was seen to its end"),
      );
    }
  }
  const death =
    sessions.find((run) => run.outcome === "lost" && run.death && run.hasJar) ?? sessions.find((run) => run.death);
  if (death?.death) lines.push(showExchange(death.death));
  return lines;
}

const listNames = (cookies: readonly SeenCookie[]) => cookies.map(({ name }) => name).join(", ");

function notMeasured(one: Case): Finding {
  const { sessions, isCutShort } = one.evidence;
  const ended = sessions.filter(({ outcome }) => outcome === "failed").length;
  const late = sessions.filter(({ outcome }) => outcome === "cut" || outcome === "expired").length;
  return {
    id: "sessions-not-measured",
    verdict: "not measured",
    title: "Too few sessions came through to say what keeps one on its instance",
    evidence: sessions.length > 0 ? sessionEvidence(one) : ["no session was begun"],
    meaning:
      late > ended
        ? "The doctor's own time limit ended them, which says nothing of the endpoint."
        : "Requests failed for other reasons; nothing can be said of affinity before those are dealt with.",
    advice: isCutShort ? ["Give it more time with --timeout, or let it ask faster with --rate."] : [],
  };
}

function byCookie(one: Case): Finding {
  const { affinityCookies: cookies, evidence } = one;
  const accepted = cookies.filter(({ refusal }) => refusal === null);
  const effective = evidence.effectiveCookies ?? [];
  const who = accepted.map(({ name }) => whoSets(name)?.by).find((by) => by !== undefined);
  const names = accepted.length > 0 ? listNames(accepted) : "a cookie";
  const isLocalAlb = hasFront(one, "alb") && isHere(new URL(evidence.url).hostname);
  const together =
    effective.length === 0
      ? `none of them alone is enough: ${listNames(evidence.cookies)}`
      : `each alone is enough: ${effective.join(", ")}`;
  return {
    id: "affinity-by-cookie",
    verdict: "ok",
    title: `Sessions stay on their instance by the cookie${accepted.length > 1 ? "s" : ""} ${names}`,
    evidence: [
      ...sessionEvidence(one),
      `set by ${who ?? "something whose name is none of the usual"}${isLocalAlb ? ": or by a stand-in for one, which sets it too, since this is your own machine" : ""}`,
      ...(evidence.effectiveCookies === null ? [] : [together]),
    ],
    meaning:
      "Browsers return the cookie with polls, posts and the upgrade; a client that keeps no cookies (wscat, Node without a jar) gets no session over polling.",
    advice: [],
  };
}

function nothingNeeded(one: Case): Finding {
  const { addresses, pairs, queries } = one.evidence;
  const evidence = sessionEvidence(one);
  if (addresses)
    evidence.push(`from other source addresses: ${addresses.known} of ${addresses.asked} reached the session`);
  if (pairs)
    evidence.push(`asked for with the id of another session in front: ${pairs.known} of ${pairs.asked} were found`);
  if (queries)
    evidence.push(`with other values in the query: ${queries.known} of ${queries.asked} reached the session`);
  if (pairs && pairs.known < pairs.asked) {
    return {
      id: "affinity-by-session-id",
      verdict: "ok",
      title: "Sessions stay on their instance by their session id",
      evidence,
      meaning:
        "The session id in the URL decides the instance, so cookies and addresses do not matter; a reconnect begins a new session, anywhere.",
      advice: [],
    };
  }
  if (queries && queries.known < queries.asked) {
    return {
      id: "affinity-by-query",
      verdict: "ok",
      title: "Sessions stay on their instance by a value in the query",
      evidence: [...evidence, `varied: ${queries.varied.join(", ")}`],
      meaning:
        "Requests with the same query reach the same instance. Clients have to send it with every request (the `query` option), and everybody with one value shares an instance.",
      advice: [],
    };
  }
  if (addresses && addresses.known < addresses.asked) {
    return {
      id: "affinity-by-source-address",
      verdict: "ok",
      title: "Sessions stay on their instance by the visitor's source address",
      evidence,
      meaning:
        "Who changes address (a phone that leaves the WLAN) loses the session, and all who share one (an office, a proxy) share an instance.",
      advice: [],
    };
  }
  const { survived, of } = survivalOf(one.evidence.sessions);
  const areMany = survived === of && one.evidence.together >= ENOUGH_TOGETHER;
  const isVaried = hasFront(one, "alb") || (addresses !== null && addresses.asked >= ENOUGH_ADDRESSES);
  const shared = inCommon(one);
  if (areMany && isVaried) {
    return {
      id: "one-instance",
      verdict: "ok",
      title: `Everything reached one instance: ${one.evidence.together} sessions held open together`,
      evidence: [...evidence, shared],
      meaning:
        "A session cannot miss its instance while there is only one, or while what all requests had in common decides.",
      advice: hasAffinityCookie(one) ? [] : ["Set up session affinity before a second instance is added."],
    };
  }
  return {
    id: "one-instance-or-source-address",
    verdict: "not measured",
    title: "Everything from here reaches one instance: the only one, or the one for this source address",
    evidence: [...evidence, shared],
    meaning:
      "For visitors like this machine sessions hold; with one instance because there is no other, by source address as long as theirs does not change.",
    advice: ["Run it from a second network, or ask who runs the load balancer which of the two it is."],
  };
}

/** What no request differed in, and what may therefore have decided. */
function inCommon({ evidence: { queryNames, hasGivenCookie, addresses, queries } }: Case): string {
  const shared = [
    "the host name and the path",
    ...(queries === null && queryNames.length > 0 ? [`the query (${queryNames.join(", ")})`] : []),
    ...(hasGivenCookie ? ["the Cookie header that was given"] : []),
    addresses === null ? "the source address" : "this machine, whose addresses a proxy may hide",
  ];
  return `what all requests had in common: ${shared.join(", ")}`;
}

function hasAffinityCookie({ affinityCookies }: Case): boolean {
  return affinityCookies.length > 0;
}

function byConnection(one: Case): Finding {
  return {
    id: "affinity-by-connection",
    verdict: "problem",
    title: "Sessions survive only on one kept connection: instances are chosen for each connection",
    evidence: sessionEvidence(one),
    meaning:
      "Browsers use several connections for one session, a new one for the WebSocket among them, and each can lead to another instance.",
    advice: [
      ...turnStickinessOn(one),
      "What chooses by TCP connection sees no cookies: put a load balancer for HTTP in its place, or let it choose by source address.",
    ],
  };
}

function noAffinity(one: Case): Finding {
  const { survived, of } = survivalOf(one.evidence.sessions, { connection: "fresh" });
  const others = one.evidence.cookies.filter(({ isSessionId }) => !isSessionId);
  const { keyed } = one.evidence;
  const isKeyed = keyed !== null && keyed.asked >= 2 && keyed.known === keyed.asked;
  return {
    id: "no-affinity",
    verdict: "problem",
    title: `Nothing keeps a session on its instance: ${survived} of ${of} polling sessions survived`,
    evidence: [
      ...sessionEvidence(one),
      others.length > 0
        ? `cookies that are set, but decide nothing: ${listNames(others)}`
        : `no cookie is set${one.evidence.cookies.length > 0 ? " but Engine.IO's own" : ""}`,
      ...(isKeyed ? [`with ${keyed.varied.join(", ")} in the query: ${keyed.known} of ${keyed.asked} survived`] : []),
    ],
    meaning: `Socket.IO's clients begin with polling, so they get \`Session ID unknown\` and try again for ever${
      one.evidence.webSockets.some(({ kind, speaks }) => kind === "direct" && speaks)
        ? "; WebSocket alone would connect"
        : ""
    }.`,
    advice: [
      ...(isKeyed
        ? [
            "A value in the query seems to choose the instance: if your clients send one, give the doctor a URL that has it, as in ?room=blue.",
          ]
        : []),
      ...turnStickinessOn(one),
    ],
  };
}

function unsteady(one: Case): Finding {
  return {
    id: "unsteady-affinity",
    verdict: "problem",
    title: "Sessions are kept on their instance only sometimes",
    evidence: sessionEvidence(one),
    meaning:
      "Some sessions of visitors who return every cookie are lost, as when a layer in between is not sticky, or instances come and go.",
    advice: [
      "Run it again when no instance is being replaced.",
      "Look for a second layer that chooses too: an ingress behind the load balancer, several target groups with weights.",
      ...turnStickinessOn(one),
    ],
  };
}

/** What sets a cookie only once knows it when it comes back: then somebody else chooses the instance. */
function secondLayer(one: Case): Finding | null {
  const cookie = one.affinityCookies.find(
    ({ refusal, timesSet, answers, firstValues: { visitors } }) =>
      refusal === null && visitors > 1 && timesSet <= visitors && answers >= visitors * 2,
  );
  if (!cookie) return null;
  return {
    id: "second-layer-not-sticky",
    verdict: "problem",
    title: `The cookie ${cookie.name} holds where it is set, but another layer behind it chooses the instance`,
    evidence: [
      ...sessionEvidence(one),
      `Set-Cookie: ${cookie.line}`,
      `set once for each of ${cookie.firstValues.visitors} visitors and not again when it came back: what sets it knows it`,
    ],
    meaning:
      "Two layers balance, and only one is sticky: the other has no cookie, or one of the same name that the first takes for its own.",
    advice: [
      "Make the layer behind sticky too, by a cookie with another name, or let the first one reach the instances directly.",
      ...twoAlbs(one),
    ],
  };
}

function notHonoured(one: Case): Finding | null {
  const cookies = one.affinityCookies.filter(({ refusal, isSessionId }) => refusal === null && !isSessionId);
  const [cookie] = cookies;
  if (!cookie) return null;
  const { survived, of } = survivalOf(one.evidence.sessions, { connection: "fresh", hasJar: true });
  const cdn = one.fronts.find(({ kind }) => kind === "cdn");
  return {
    id: "cookie-not-honoured",
    verdict: "problem",
    title: `The cookie ${cookie.name} is set but not honoured: ${survived} of ${of} sessions that return it survived`,
    evidence: [
      ...sessionEvidence(one),
      `Set-Cookie: ${cookie.line}`,
      `set by ${cookie.timesSet} of ${cookie.answers} answers, although it was returned each time`,
      ...(cdn ? [`${cdn.name} stands in front (${cdn.because})`] : []),
    ],
    meaning:
      "The cookie does not arrive where it is needed (something in front removes `Cookie`), or what set it is not what chooses the instance.",
    advice: [
      ...passCookies(one),
      "Behind another load balancer: only the layer that chooses the instance should be sticky by cookie, or each by a name of its own.",
    ],
  };
}

const twoAlbs = (one: Case): string[] =>
  hasFront(one, "alb")
    ? ["Two ALBs one behind the other: `lb_cookie` on one of them only, `app_cookie` on the other."]
    : [];

function refusedCookie(one: Case): Finding | null {
  const { affinityCookies: cookies } = one;
  const [cookie] = cookies;
  if (!cookie || cookies.some(({ refusal }) => refusal === null)) return null;
  return {
    id: "cookie-refused",
    verdict: "problem",
    title: `Browsers refuse the cookie ${cookie.name}: ${cookie.refusal}`,
    evidence: [`Set-Cookie: ${cookie.line}`, ...sessionEvidence(one)],
    meaning: "The load balancer sets a cookie that no browser keeps or returns, so its sessions are led nowhere.",
    advice: [
      "SameSite=None needs Secure, and Secure needs HTTPS; Path and Domain have to cover Socket.IO's URL.",
      "For pages of the same site leave SameSite away.",
      ...(hasFront(one, "haproxy") ? ["In HAProxy: `cookie SERVERID insert indirect nocache` and no `attr`."] : []),
    ],
  };
}

function doubledCookie(one: Case): Finding | null {
  const cookie = one.affinityCookies.find(({ isDoubled }) => isDoubled);
  if (!cookie) return null;
  return {
    id: "two-layers-one-name",
    verdict: "problem",
    title: `Two layers set the cookie ${cookie.name}, each over the other's`,
    evidence: [
      `answers held two Set-Cookie lines for ${cookie.name} with different values`,
      `one of them: ${cookie.line}`,
      ...sessionEvidence(one),
    ],
    meaning:
      "A browser keeps the last of them, so at one of the layers each request arrives with a value that is not its own.",
    advice: [
      "Give each layer's cookie a name of its own, or let only the layer that chooses the instance be sticky.",
      ...twoAlbs(one),
    ],
  };
}

function bySessionIdWrongly(one: Case): Finding | null {
  const { instances } = one.evidence;
  if (instances?.method !== "knocks") return null;
  const perSession = instances.perSession.filter((hits) => hits.length >= 3);
  const isFixed = perSession.every((hits) => hits.every(Boolean) || !hits.some(Boolean));
  const found = perSession.filter((hits) => hits.every(Boolean)).length;
  // Of N instances one in N sessions is found: with all found, or none, it would not be known for what it is.
  if (!isFixed || found === 0 || found === perSession.length) return null;
  return {
    id: "misrouted-by-session-id",
    verdict: "problem",
    title: "The session id decides the instance, but not the one that made the session",
    evidence: [
      ...sessionEvidence(one),
      `of ${perSession.length} sessions ${found} were found by every request, the others by none`,
    ],
    meaning:
      "A hash of the session id leads each session always to the same place, and only by luck to the instance where its handshake went.",
    advice: ["Choose by cookie or by source address: the handshake has no session id yet.", ...turnStickinessOn(one)],
  };
}
