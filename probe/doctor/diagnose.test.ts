import { describe, expect, it } from "vitest";
import { diagnose } from "./diagnose.ts";
import type { Evidence } from "./evidence.ts";
import { FINDING_IDS, type FindingId, type Verdict } from "./finding.ts";
import {
  all,
  answer,
  answers,
  cookie,
  crossOrigin,
  HANDSHAKE,
  handshakes,
  healthy,
  OPEN,
  opening,
  sessions,
  webSockets,
} from "./fixtures/write-evidence.ts";
import { summarise } from "./report/summary.ts";

const NOTHING_HOLDS = {
  sessions: sessions({ jar: all("lost"), bare: all("lost") }),
  effectiveCookies: null,
  reconnects: null,
  instances: { method: "knocks", perSession: [hits("..x..x..x"), hits("x..x..x..")] },
} satisfies Partial<Evidence>;
const NOTHING_NEEDED = {
  sessions: sessions({ jar: all("survived"), bare: all("survived") }),
  cookies: [],
  effectiveCookies: null,
  instances: null,
} satisfies Partial<Evidence>;
const WEBSOCKET_ONLY = {
  greeting: { ...healthy().greeting, transport: "websocket" },
  repeated: null,
  sessions: [],
  together: 0,
  heldSockets: { of: 12, opened: 12, alive: 12 },
  cookies: [],
  effectiveCookies: null,
} satisfies Partial<Evidence>;
const CREDENTIALS = { "access-control-allow-credentials": "true" };
const ORIGIN = { "access-control-allow-origin": "https://app.example.com" };
const ELSEWHERE = { "access-control-allow-origin": "https://app.other.example", ...CREDENTIALS };

function hits(pattern: string): boolean[] {
  return Array.from(pattern, (one) => one === "x");
}
const greetedWith = (open: Partial<typeof OPEN>): Evidence["greeting"] => ({
  ...healthy().greeting,
  open: { ...OPEN, ...open },
});
const unanswered = (status: number) => ({ sid: null, exchange: answer(status) });
const withoutSession = (run: Evidence["webSockets"][number]) => ({ ...run, speaks: false, exchange: answer(400) });
/** What was answered, and then what was not. */
const timeline = (answered: string, unanswered: string): Evidence["timeline"] =>
  [answered, unanswered].flatMap((purposes, index) =>
    purposes.split(" ").map((purpose) => ({
      purpose: purpose as Evidence["timeline"][number]["purpose"],
      isAnswered: index === 0,
      error: index === 0 ? null : "connect ECONNREFUSED",
    })),
  );
const idle = (...outcomes: NonNullable<Evidence["idle"]>[number]["outcome"][]) =>
  outcomes.map((outcome) => ({ transport: "websocket" as const, outcome, seconds: 25, detail: "" }));
const health = (first: ReturnType<typeof answer>, second = first): Evidence["health"] => ({
  exchanges: [first, second],
});

/** What is measured, what is said of it, and how bad it is. */
const CASES: { id: FindingId; verdict: Verdict; when: string; evidence: Partial<Evidence> }[] = [
  { id: "affinity-by-cookie", verdict: "ok", when: "sessions hold with cookies only", evidence: {} },
  { id: "instances", verdict: "ok", when: "visitors come to three", evidence: {} },
  { id: "reconnects", verdict: "ok", when: "all come back", evidence: {} },
  { id: "cookie-attributes", verdict: "ok", when: "there is a cookie", evidence: {} },
  { id: "websocket", verdict: "ok", when: "WebSockets open", evidence: {} },
  { id: "not-held-back", verdict: "ok", when: "polls are answered at once", evidence: {} },
  { id: "not-cached", verdict: "ok", when: "each handshake has its own session", evidence: {} },
  { id: "handshake", verdict: "ok", when: "it speaks Engine.IO", evidence: {} },
  {
    id: "no-affinity",
    verdict: "problem",
    when: "no session holds and no cookie is set",
    evidence: { ...NOTHING_HOLDS, cookies: [] },
  },
  {
    id: "no-affinity",
    verdict: "problem",
    when: "the only cookie is Engine.IO's own",
    evidence: {
      ...NOTHING_HOLDS,
      cookies: [cookie({ name: "io", isSessionId: true, firstValues: { distinct: 8, visitors: 8 } })],
    },
  },
  {
    id: "no-affinity",
    verdict: "problem",
    when: "the only cookie is the application's, another for each visitor",
    evidence: {
      ...NOTHING_HOLDS,
      cookies: [cookie({ name: "connect.sid", firstValues: { distinct: 8, visitors: 8 } })],
    },
  },
  {
    id: "cookie-not-honoured",
    verdict: "problem",
    when: "the cookie is set again although it comes back",
    evidence: { ...NOTHING_HOLDS, cookies: [cookie({ timesSet: 16, answers: 16 })] },
  },
  {
    id: "cookie-not-honoured",
    verdict: "problem",
    when: "a cookie without a known name has values that repeat, as names of instances do",
    evidence: { ...NOTHING_HOLDS, cookies: [cookie({ name: "which", timesSet: 16, answers: 16 })] },
  },
  {
    id: "second-layer-not-sticky",
    verdict: "problem",
    when: "what sets the cookie knows it again",
    evidence: { ...NOTHING_HOLDS, cookies: [cookie({ timesSet: 8, answers: 16 })] },
  },
  {
    id: "two-layers-one-name",
    verdict: "problem",
    when: "one answer sets two values",
    evidence: { ...NOTHING_HOLDS, cookies: [cookie({ isDoubled: true })] },
  },
  {
    id: "cookie-refused",
    verdict: "problem",
    when: "no browser takes the cookie",
    evidence: { ...NOTHING_HOLDS, cookies: [cookie({ refusal: "SameSite=None without Secure" })] },
  },
  {
    id: "misrouted-by-session-id",
    verdict: "problem",
    when: "each session is found always or never",
    evidence: {
      ...NOTHING_HOLDS,
      cookies: [],
      instances: { method: "knocks", perSession: [hits("xxxxxx"), hits("......"), hits("......")] },
    },
  },
  {
    id: "unsteady-affinity",
    verdict: "problem",
    when: "some sessions with cookies are lost",
    evidence: {
      ...NOTHING_HOLDS,
      sessions: sessions({ jar: ["survived", "survived", "survived", "lost"], bare: all("lost") }),
    },
  },
  {
    id: "affinity-by-connection",
    verdict: "problem",
    when: "only a kept connection holds",
    evidence: {
      sessions: sessions({ jar: all("lost"), bare: all("lost"), keptJar: all("survived"), keptBare: all("survived") }),
      cookies: [],
      effectiveCookies: null,
    },
  },
  {
    id: "no-affinity",
    verdict: "problem",
    when: "kept connections held together, and not one at a time",
    evidence: {
      sessions: sessions({ jar: all("lost"), bare: all("lost"), keptJar: all("survived"), keptBare: all("survived") }),
      cookies: [],
      effectiveCookies: null,
      alone: { kept: { asked: 12, known: 7 }, fresh: { asked: 12, known: 5 } },
    },
  },
  {
    id: "lost-under-concurrency",
    verdict: "problem",
    when: "kept connections held together, and alone fresh ones do, too",
    evidence: {
      sessions: sessions({ jar: all("lost"), bare: all("lost"), keptJar: all("survived"), keptBare: all("survived") }),
      cookies: [],
      effectiveCookies: null,
      alone: { kept: { asked: 12, known: 12 }, fresh: { asked: 12, known: 12 } },
      instances: { method: "knocks", perSession: Array(4).fill(hits("xxxxxxxxxx")) },
    },
  },
  {
    id: "affinity-by-source-address",
    verdict: "ok",
    when: "other addresses do not find the session",
    evidence: { ...NOTHING_NEEDED, addresses: { asked: 7, known: 2 } },
  },
  {
    id: "affinity-by-session-id",
    verdict: "ok",
    when: "another id in front leads elsewhere",
    evidence: { ...NOTHING_NEEDED, pairs: { asked: 4, known: 1 }, addresses: { asked: 7, known: 7 } },
  },
  {
    id: "one-instance",
    verdict: "ok",
    when: "seven other addresses find the session",
    evidence: { ...NOTHING_NEEDED, addresses: { asked: 7, known: 7 } },
  },
  {
    id: "one-instance",
    verdict: "ok",
    when: "an ALB leads all to one",
    evidence: { ...NOTHING_NEEDED, trace: answer(405, "", { server: "awselb/2.0" }) },
  },
  {
    id: "one-instance-or-source-address",
    verdict: "not measured",
    when: "there is no other address to ask from",
    evidence: NOTHING_NEEDED,
  },
  {
    id: "one-instance-or-source-address",
    verdict: "not measured",
    when: "one other address says too little",
    evidence: { ...NOTHING_NEEDED, addresses: { asked: 1, known: 1 } },
  },
  {
    id: "sessions-not-measured",
    verdict: "not measured",
    when: "all sessions fail for another reason",
    evidence: { ...NOTHING_HOLDS, sessions: sessions({ jar: all("failed"), bare: all("failed") }), instances: null },
  },
  {
    id: "instances",
    verdict: "not measured",
    when: "no knock hits",
    evidence: { ...WEBSOCKET_ONLY, instances: { method: "knocks", perSession: [hits("..............")] } },
  },
  {
    id: "reconnects-move",
    verdict: "warning",
    when: "one of three comes elsewhere",
    evidence: { reconnects: { asked: 3, same: 2, exchange: HANDSHAKE } },
  },
  {
    id: "reconnects-move",
    verdict: "ok",
    when: "there are only WebSockets",
    evidence: { ...WEBSOCKET_ONLY, reconnects: { asked: 3, same: 1, exchange: null } },
  },
  { id: "websocket-only", verdict: "ok", when: "polling is refused", evidence: WEBSOCKET_ONLY },
  {
    id: "short-cookie",
    verdict: "warning",
    when: "it is set once, for ten minutes",
    evidence: { cookies: [cookie({ lifetime: 600 })] },
  },
  {
    id: "short-cookie",
    verdict: "warning",
    when: "it is renewed, and shorter than a poll",
    evidence: { cookies: [cookie({ lifetime: 30, timesSet: 56 })] },
  },
  {
    id: "no-websocket-offered",
    verdict: "ok",
    when: "the handshake lists none and the server refuses it",
    evidence: {
      greeting: greetedWith({ upgrades: [] }),
      webSockets: webSockets(false, answer(400, '{"code":0,"message":"Transport unknown"}')),
    },
  },
  { id: "websocket-blocked", verdict: "problem", when: "403", evidence: { webSockets: webSockets(false) } },
  {
    id: "websocket-blocked",
    verdict: "problem",
    when: "there is no answer",
    evidence: { webSockets: webSockets(false, answer(null)) },
  },
  {
    id: "websocket-blocked",
    verdict: "problem",
    when: "some are answered 502, and no poll is",
    evidence: { webSockets: [...webSockets(true), ...webSockets(false, answer(502))] },
  },
  {
    id: "websocket",
    verdict: "ok",
    when: "some are answered 502 as polls are: an instance is down",
    evidence: {
      webSockets: [...webSockets(true), ...webSockets(false, answer(502))],
      sessions: healthy().sessions.map((run, index) =>
        index % 4 === 0 ? { ...run, outcome: "failed", death: answer(502) } : run,
      ),
    },
  },
  {
    id: "upgrade-headers-stripped",
    verdict: "problem",
    when: "Engine.IO got a request without an upgrade",
    evidence: { webSockets: webSockets(false, answer(400, '{"code":3,"message":"Bad request"}')) },
  },
  {
    id: "websocket-silent",
    verdict: "problem",
    when: "nothing follows the 101",
    evidence: { webSockets: webSockets(false, answer(101)) },
  },
  {
    id: "upgrade-unknown-session",
    verdict: "problem",
    when: "only upgrades are lost",
    evidence: { webSockets: [...webSockets(true).slice(0, 2), ...webSockets(false, answer(400)).slice(2)] },
  },
  {
    id: "upgrade-unanswered",
    verdict: "warning",
    when: "an upgrade is answered at the second try",
    evidence: { webSockets: webSockets(true).map((run) => ({ ...run, failedFirst: "unanswered" })) },
  },
  {
    id: "upgrade-unanswered",
    verdict: "problem",
    when: "only upgrades are silent after the 101",
    evidence: { webSockets: [...webSockets(true).slice(0, 2), ...webSockets(false, answer(101)).slice(2)] },
  },
  {
    id: "held-back",
    verdict: "problem",
    when: "polls are answered late",
    evidence: { sessions: healthy().sessions.map((run) => ({ ...run, heldPollDelays: [2000, 2000] })) },
  },
  {
    id: "held-back",
    verdict: "problem",
    when: "no poll is answered, and a WebSocket is",
    evidence: {
      asking: "not answered",
      webSockets: webSockets(true).map((run) => ({ ...run, answeredAfter: run.kind === "direct" ? 3 : null })),
    },
  },
  {
    id: "held-back",
    verdict: "problem",
    when: "two polls brought nothing in time",
    evidence: {
      sessions: healthy().sessions.map((run, index) =>
        index < 2 ? { ...run, isSilent: true, heldPollDelays: [] } : run,
      ),
    },
  },
  {
    id: "held-back-not-measured",
    verdict: "not measured",
    when: "polls brought nothing in time, of an instance that is slow with everything",
    evidence: {
      sessions: healthy().sessions.map((run, index) =>
        index === 0 ? { ...run, isSilent: true, heldPollDelays: [], answerTimes: [3100, 3200] } : run,
      ),
    },
  },
  {
    id: "held-back-not-measured",
    verdict: "not measured",
    when: "polls are answered late, and everything else too",
    evidence: {
      sessions: healthy().sessions.map((run) => ({ ...run, heldPollDelays: [2000], answerTimes: [900, 1000] })),
    },
  },
  { id: "idle", verdict: "ok", when: "the ping came", evidence: { idle: idle("alive", "alive") } },
  { id: "idle-timeout", verdict: "problem", when: "one was cut", evidence: { idle: idle("cut", "alive") } },
  {
    id: "idle-not-measured",
    verdict: "not measured",
    when: "the server closed it",
    evidence: { idle: idle("closed") },
  },
  { id: "idle-not-measured", verdict: "not measured", when: "none was open", evidence: { idle: [] } },
  {
    id: "long-ping-interval",
    verdict: "warning",
    when: "it is a minute",
    evidence: { greeting: greetedWith({ pingInterval: 60_000 }) },
  },
  {
    id: "cross-origin",
    verdict: "ok",
    when: "a page of the same site is named, with credentials",
    evidence: { crossOrigin: crossOrigin({ ...ORIGIN, ...CREDENTIALS }) },
  },
  { id: "origin-refused", verdict: "problem", when: "nobody is named", evidence: { crossOrigin: crossOrigin({}) } },
  {
    id: "cross-origin-not-measured",
    verdict: "not measured",
    when: "an instance was down that moment",
    evidence: { crossOrigin: { ...crossOrigin({}), handshake: answer(503) } },
  },
  {
    id: "wildcard-with-credentials",
    verdict: "problem",
    when: "somebody asked",
    evidence: { crossOrigin: crossOrigin({ "access-control-allow-origin": "*", ...CREDENTIALS }) },
  },
  {
    id: "wildcard-with-credentials",
    verdict: "warning",
    when: "nobody asked",
    evidence: {
      crossOrigin: crossOrigin({ "access-control-allow-origin": "*", ...CREDENTIALS }, { isAsked: false }),
    },
  },
  {
    id: "doubled-allow-origin",
    verdict: "problem",
    when: "two are joined",
    evidence: { crossOrigin: crossOrigin({ "access-control-allow-origin": "https://app.example.com, *" }) },
  },
  {
    id: "missing-credentials",
    verdict: "problem",
    when: "a cookie is needed",
    evidence: { crossOrigin: crossOrigin(ORIGIN) },
  },
  {
    id: "preflight-refused",
    verdict: "warning",
    when: "OPTIONS is not allowed",
    evidence: { crossOrigin: crossOrigin({ ...ORIGIN, ...CREDENTIALS }, { preflight: answer(405) }) },
  },
  {
    id: "cookie-not-cross-site",
    verdict: "problem",
    when: "the page is of another site and the cookie has no SameSite",
    evidence: { crossOrigin: crossOrigin(ELSEWHERE, { origin: "https://app.other.example" }) },
  },
  {
    id: "third-party-cookie",
    verdict: "warning",
    when: "the page is of another site and the cookie may go there",
    evidence: {
      cookies: [cookie({ sameSite: "none", isSecure: true })],
      crossOrigin: crossOrigin(ELSEWHERE, { origin: "https://app.other.example" }),
    },
  },
  { id: "health", verdict: "ok", when: "200", evidence: { health: health(answer(200)) } },
  { id: "health-creates-sessions", verdict: "problem", when: "a handshake", evidence: { health: health(HANDSHAKE) } },
  { id: "health-not-200", verdict: "problem", when: "404", evidence: { health: health(answer(404)) } },
  {
    id: "health-not-200",
    verdict: "problem",
    when: "it was 200 at first",
    evidence: { health: health(answer(200), answer(503)) },
  },
  {
    id: "health-not-measured",
    verdict: "not measured",
    when: "time was up",
    evidence: { health: health({ ...answer(null), errorCode: "CUT" }) },
  },
  {
    id: "health-sets-cookies",
    verdict: "warning",
    when: "each answer sets another session's cookie",
    evidence: {
      health: health(
        answer(200, "", { "set-cookie": "connect.sid=1; Path=/" }),
        answer(200, "", { "set-cookie": "connect.sid=2; Path=/" }),
      ),
    },
  },
  {
    id: "health",
    verdict: "ok",
    when: "only the load balancer sets a cookie",
    evidence: {
      health: health(answer(200, "", { "set-cookie": "AWSALB=1" }), answer(200, "", { "set-cookie": "AWSALB=2" })),
    },
  },
  {
    id: "cached",
    verdict: "problem",
    when: "the same URL gives the same session",
    evidence: { repeated: { same: handshakes("a", "a"), different: handshakes("b", "c") } },
  },
  {
    id: "failing-requests",
    verdict: "warning",
    when: "one of many fails",
    evidence: { answers: [answers(199), answers(1, { status: 502, voice: "foreign" })] },
  },
  {
    id: "failing-requests",
    verdict: "problem",
    when: "a third fails",
    evidence: { answers: [answers(120), answers(60, { status: 502, voice: "foreign" })] },
  },
  {
    id: "went-away",
    verdict: "problem",
    when: "nobody answers after a WebSocket was asked for",
    evidence: {
      timeline: timeline("handshake post poll", "websocket post post handshake poll"),
      answers: [answers(3), answers(5, { purpose: "websocket", status: null, voice: "none" })],
      webSockets: webSockets(false, answer(null)),
    },
  },
  {
    id: "went-away-later",
    verdict: "problem",
    when: "nobody answers any more when sessions have been asked for",
    evidence: {
      timeline: timeline("handshake post poll", "websocket post post handshake poll"),
      askedForSessions: 3,
      answers: [answers(3), answers(5, { purpose: "websocket", status: null, voice: "none" })],
      webSockets: webSockets(false, answer(null)),
    },
  },
  {
    id: "method-refused",
    verdict: "problem",
    when: "every post is answered 403",
    evidence: {
      ...NOTHING_HOLDS,
      sessions: sessions({ jar: all("failed"), bare: all("failed") }),
      instances: null,
      answers: [answers(20), answers(16, { purpose: "post", method: "POST", status: 403, voice: "foreign" })],
    },
  },
  {
    id: "foreign-answers",
    verdict: "problem",
    when: "half of the handshakes are answered 404",
    evidence: { answers: [answers(10), answers(10, { status: 404, voice: "foreign" })] },
  },
  {
    id: "mixed-protocols",
    verdict: "problem",
    when: "some answer in revision 3",
    evidence: { openings: [opening({ count: 7 }), opening({ protocol: 3, count: 7 })] },
  },
  {
    id: "instances-differ",
    verdict: "warning",
    when: "they ping at different intervals",
    evidence: { openings: [opening({ count: 7 }), opening({ pingInterval: 5000, count: 7 })] },
  },
  {
    id: "rate-limit",
    verdict: "warning",
    when: "the limit is lower than an office needs",
    evidence: { rateLimit: ["ratelimit-limit: 60"] },
  },
  { id: "engine-io-only", verdict: "not measured", when: "nothing is answered", evidence: { asking: "not answered" } },
  {
    id: "asking-ends-sessions",
    verdict: "not measured",
    when: "only sessions that stay live",
    evidence: { asking: "ends sessions" },
  },
  {
    id: "affinity-by-query",
    verdict: "ok",
    when: "another room leads elsewhere",
    evidence: { ...NOTHING_NEEDED, queries: { asked: 6, known: 2, varied: ["room"] } },
  },
  {
    id: "affinity-by-given-cookie",
    verdict: "warning",
    when: "without the given cookie sessions are unknown",
    evidence: { ...NOTHING_NEEDED, hasGivenCookie: true, withoutGivenCookie: { asked: 6, known: 1 } },
  },
  {
    id: "addresses-differ",
    verdict: "problem",
    when: "the other address does not know the session",
    evidence: { ...NOTHING_NEEDED, names: { asked: 1, known: 0, found: ["127.0.0.1", "::1"] } },
  },
  {
    id: "lost-under-concurrency",
    verdict: "problem",
    when: "alone every request reaches its session",
    evidence: { ...NOTHING_HOLDS, instances: { method: "knocks", perSession: Array(4).fill(hits("xxxxxxxxxx")) } },
  },
  { id: "held-together", verdict: "ok", when: "all live side by side", evidence: {} },
  {
    id: "known-late",
    verdict: "warning",
    when: "one session is refused once",
    evidence: { sessions: sessions({ jar: ["survived", "survived", "survived", "late"], bare: all("lost") }) },
  },
  {
    id: "page-cookie",
    verdict: "ok",
    when: "the page sets the cookie",
    evidence: {
      cookies: [cookie({ from: "page" })],
      page: { url: "https://chat.example.com/", exchange: answer(200), cookies: ["SERVERID"] },
    },
  },
  { id: "clients-without-cookies", verdict: "ok", when: "sessions need a cookie", evidence: {} },
  {
    id: "websockets-lost",
    verdict: "problem",
    when: "half of them live together",
    evidence: { ...WEBSOCKET_ONLY, heldSockets: { of: 12, opened: 12, alive: 6 } },
  },
  { id: "cut-short", verdict: "not measured", when: "time was up", evidence: { isCutShort: true } },
];

const complaintsOf = (evidence: Evidence) =>
  diagnose(evidence).filter(({ verdict }) => verdict === "problem" || verdict === "warning");

describe("what the evidence does not say", () => {
  it.each<{ what: string; evidence: Partial<Evidence>; not: FindingId }>([
    {
      what: "handshakes that failed are no proof against a cache",
      evidence: { repeated: { same: [503, 503].map(unanswered), different: [503, 503].map(unanswered) } },
      not: "not-cached",
    },
    {
      what: "an upgrade that got no session was led nowhere",
      evidence: { webSockets: webSockets(true).map((run) => (run.kind === "upgrade" ? withoutSession(run) : run)) },
      not: "upgrade-unknown-session",
    },
    {
      what: "a preflight that met a dead instance was refused by nobody",
      evidence: { crossOrigin: { ...crossOrigin({ ...ORIGIN, ...CREDENTIALS }), preflight: answer(503) } },
      not: "preflight-refused",
    },
  ])("$what", ({ evidence, not }) => {
    expect(diagnose({ ...healthy(), ...evidence }).map(({ id }) => id)).not.toContain(not);
  });

  it("names no product that only the page was served by", () => {
    const page = { url: "https://chat.example.com/", exchange: answer(200, "", { server: "nginx" }), cookies: [] };
    const evidence = { ...healthy(), ...NOTHING_HOLDS, page };
    expect(summarise(evidence, diagnose(evidence)).front).not.toContain("nginx");
  });

  it("says of upgrades only what was seen of one", () => {
    const evidence = { ...healthy(), webSockets: webSockets(true).filter(({ kind }) => kind === "direct") };
    expect(diagnose(evidence).find(({ id }) => id === "websocket")?.title).toBe(
      "A WebSocket opens when clients begin with it",
    );
  });
});

describe("what the evidence says", () => {
  it("of an endpoint that went away: what sessions came to before, first", () => {
    const [before, after] = ["handshake post poll", "websocket post post handshake poll"];
    const evidence = { ...healthy(), ...NOTHING_HOLDS, timeline: timeline(before, after) };
    const complaints = (askedForSessions: number) =>
      complaintsOf({ ...evidence, askedForSessions }).map(({ id }) => id);
    expect(complaints(3)).toEqual(["second-layer-not-sticky", "went-away-later"]);
    expect(complaints(4)).toEqual(["went-away"]);
    expect(complaints(0)).toEqual(["went-away"]);
  });

  it("of a healthy endpoint: nothing but ok", () => {
    expect(new Set(diagnose(healthy()).map(({ verdict }) => verdict))).toEqual(new Set(["ok"]));
    expect(summarise(healthy(), diagnose(healthy())).verdict).toBe("healthy");
  });

  it.each(CASES)("$id ($verdict): $when", ({ id, verdict, evidence }) => {
    const findings = diagnose(healthy(evidence));
    expect(findings.find((finding) => finding.id === id)).toMatchObject({ verdict });
    // One thing was wrong, and nothing else is complained about.
    const isComplaint = verdict === "problem" || verdict === "warning";
    expect(complaintsOf(healthy(evidence)).map((finding) => finding.id)).toEqual(isComplaint ? [id] : []);
  });

  it("covers every finding there is", () => {
    expect([...new Set(CASES.map(({ id }) => id))].toSorted()).toEqual([...FINDING_IDS].toSorted());
  });

  it.each(CASES)(
    "$id ($when) has evidence, a sentence of meaning, and advice where it complains",
    ({ id, evidence }) => {
      const finding = diagnose(healthy(evidence)).find((one) => one.id === id)!;
      expect(finding.title).not.toMatch(/\.$/);
      expect(finding.evidence.length).toBeGreaterThan(0);
      expect(finding.meaning).toMatch(/^[A-Z].*\.$/);
      const isComplaint = finding.verdict === "problem" || finding.verdict === "warning";
      expect(finding.advice.length).toBeGreaterThanOrEqual(isComplaint ? 1 : 0);
    },
  );

  it("the worst comes first", () => {
    const verdicts = diagnose(healthy({ ...NOTHING_HOLDS, cookies: [], isCutShort: true })).map(
      ({ verdict }) => verdict,
    );
    expect(verdicts[0]).toBe("problem");
    expect(verdicts).toEqual(verdicts.toSorted((a, b) => order(a) - order(b)));
  });

  it("a summary leads with what matters most", () => {
    const evidence = healthy({ ...NOTHING_HOLDS, cookies: [] });
    expect(summarise(evidence, diagnose(evidence))).toMatchObject({
      verdict: "problem",
      affinity: "none",
      instances: "3 instances answer",
      headline: "Nothing keeps a session on its instance: 0 of 8 polling sessions survived",
    });
  });
});

function order(verdict: Verdict): number {
  return ["problem", "warning", "not measured", "ok"].indexOf(verdict);
}
