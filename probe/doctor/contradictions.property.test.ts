import * as fc from "fast-check";
import { expect, it } from "vitest";
import { CONTRADICTIONS } from "./diagnosis/settle.ts";
import { diagnose } from "./diagnose.ts";
import type { Evidence, SessionRun } from "./evidence.ts";
import { FINDING_IDS, type FindingId } from "./finding.ts";
import { answer, answers, cookie, HANDSHAKE, healthy, opening, UNKNOWN_SESSION } from "./fixtures/write-evidence.ts";
import { judge } from "./judge.ts";
import { parseExpectation } from "./expectation.ts";
import { diagnosisSchema } from "./report/diagnosis-schema.ts";
import { summarise } from "./report/summary.ts";
import { toReport } from "./report/to-report.ts";
import { printJson } from "../report/print-json.ts";

const outcome = fc.constantFrom<SessionRun["outcome"]>(
  "survived",
  "survived",
  "lost",
  "late",
  "failed",
  "cut",
  "expired",
);
const run = fc.record({
  hasJar: fc.boolean(),
  connection: fc.constantFrom("fresh" as const, "kept" as const),
  isQuiet: fc.boolean(),
  outcome,
  isSilent: fc.boolean(),
});
const toRun = (one: Pick<SessionRun, "hasJar" | "connection" | "isQuiet" | "outcome" | "isSilent">): SessionRun => ({
  ...one,
  answered: 2,
  death: one.outcome === "lost" ? UNKNOWN_SESSION : one.outcome === "failed" ? answer(502) : null,
  heldPollDelays: [],
  answerTimes: [5],
});
const sessions = fc.oneof(
  fc.array(run, { maxLength: 20 }).map((all) => all.map(toRun)),
  // As of one kind, which random outcomes hardly ever are.
  fc.tuple(outcome, outcome, outcome).map(([jar, bare, kept]) =>
    Array.from({ length: 14 }, (_, index) =>
      toRun({
        hasJar: index % 2 === 0,
        connection: index > 9 ? "kept" : "fresh",
        isQuiet: index % 5 === 0,
        isSilent: false,
        outcome: index > 9 ? kept : index % 2 === 0 ? jar : bare,
      }),
    ),
  ),
);
const asked = fc.nat(7).chain((of) => fc.record({ asked: fc.constant(of + 1), known: fc.nat(of + 1) }));
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: null });
const seenAnswers = fc
  .array(
    fc.record({
      purpose: fc.constantFrom("handshake" as const, "poll" as const, "post" as const, "websocket" as const),
      voice: fc.constantFrom(
        "accepted" as const,
        "refused" as const,
        "foreign" as const,
        "none" as const,
        "cut" as const,
      ),
      code: fc.constantFrom(null, 1, 3, 5),
      count: fc.integer({ min: 1, max: 30 }),
    }),
    { maxLength: 8 },
  )
  .map((all) =>
    all.map(({ voice, code, ...one }) =>
      answers(one.count, {
        ...one,
        voice,
        method: one.purpose === "post" ? "POST" : "GET",
        code: voice === "refused" ? code : null,
        status: { accepted: 200, refused: 400, foreign: 403, none: null, cut: null }[voice],
      }),
    ),
  );
const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    sessions,
    together: fc.nat(20),
    answers: seenAnswers,
    cookies: fc.constantFrom<Evidence["cookies"]>(
      [],
      [cookie()],
      [cookie({ name: "app", from: "page", timesSet: 8, answers: 16 })],
      [cookie({ refusal: "SameSite=None without Secure" })],
      [cookie({ isDoubled: true, timesSet: 16, answers: 16 })],
      [cookie({ name: "io", isSessionId: true })],
    ),
    effectiveCookies: fc.constantFrom<Evidence["effectiveCookies"]>(null, [], ["SERVERID"]),
    greeting: fc.constantFrom("polling" as const, "polling" as const, "websocket" as const).map((transport) => ({
      ...healthy().greeting,
      transport,
    })),
    heldSockets: maybe(
      fc
        .nat(12)
        .chain((opened) => fc.record({ of: fc.constant(12), opened: fc.constant(opened), alive: fc.nat(opened) })),
    ),
    reconnects: maybe(asked.map(({ asked: all, known }) => ({ asked: all, same: known, exchange: null }))),
    alone: maybe(fc.record({ kept: asked, fresh: asked })),
    keyed: maybe(asked.map((count) => ({ ...count, varied: ["room"] }))),
    rateLimit: fc.constantFrom<string[]>([], ["ratelimit-limit: 10"]),
    timeline: fc.array(
      fc.record({
        purpose: fc.constantFrom("handshake" as const, "post" as const, "websocket" as const),
        isAnswered: fc.constantFrom(true, true, false, null),
        error: fc.constant("ECONNREFUSED"),
      }),
      { maxLength: 30 },
    ),
    askedForSessions: fc.nat(30),
    openings: fc.constantFrom<Evidence["openings"]>(
      [opening()],
      [opening(), opening({ protocol: 3 })],
      [opening(), opening({ pingInterval: 1 })],
    ),
    instances: fc.constantFrom<Evidence["instances"]>(
      null,
      { method: "knocks" as const, perSession: [Array(15).fill(true), Array(15).fill(true)] as boolean[][] },
      { method: "knocks" as const, perSession: [[true, false, false, true, false, false, true]] },
      { method: "visitors" as const, by: "cookies" as const, groups: [0, 1, 0, 1] },
    ),
    addresses: maybe(asked),
    pairs: maybe(asked),
    withoutGivenCookie: maybe(asked),
    queries: maybe(asked.map((count) => ({ ...count, varied: ["room"] }))),
    names: maybe(asked.map((count) => ({ ...count, found: ["a", "b"] }))),
    webSockets: fc.array(
      fc.record({
        kind: fc.constantFrom("direct" as const, "upgrade" as const),
        hasJar: fc.boolean(),
        speaks: fc.boolean(),
        failedFirst: fc.constantFrom(null, "unknown" as const, "unanswered" as const),
        answeredAfter: fc.constantFrom(null, 2),
        closeCode: fc.constant(null),
        exchange: fc.constantFrom(answer(101), answer(403), answer(null), answer(400, "Session ID unknown")),
      }),
      { maxLength: 6 },
    ),
    repeated: fc.constantFrom<Evidence["repeated"]>(
      null,
      {
        same: [
          { sid: "a", exchange: HANDSHAKE },
          { sid: "a", exchange: HANDSHAKE },
        ],
        different: [],
      },
      {
        same: [
          { sid: "a", exchange: HANDSHAKE },
          { sid: "b", exchange: HANDSHAKE },
        ],
        different: [],
      },
    ),
    asking: fc.constantFrom(null, "not answered" as const, "ends sessions" as const),
    isCutShort: fc.boolean(),
  })
  .map(({ effectiveCookies, ...more }) => {
    // Only of cookies that were seen can it be known, and the server of WebSockets alone has no polling sessions.
    const isPolling = more.greeting.transport === "polling";
    const effective = more.cookies.some(({ name }) => name === "SERVERID") ? effectiveCookies : null;
    return healthy({
      ...more,
      effectiveCookies: effective,
      ...(isPolling ? { heldSockets: null } : { sessions: [], together: 0 }),
    });
  });

const has = (ids: readonly FindingId[], ...some: FindingId[]) => some.some((id) => ids.includes(id));
const AFFINITIES: readonly FindingId[] = FINDING_IDS.filter((id) =>
  /^(affinity-by-(cookie|source-address|session-id|query|connection)|no-affinity|one-instance.*|unsteady-affinity|sessions-not-measured|lost-under-concurrency|cookie-(not-honoured|refused)|two-layers-one-name|second-layer-not-sticky|misrouted-by-session-id)$/.test(
    id,
  ),
);

/** What no report may say beside what was seen, or beside what else it says. */
function contradictionsOf(seen: Evidence): string[] {
  const findings = diagnose(seen);
  const ids = findings.map(({ id }) => id);
  const { verdict, instances, headline, affinity } = summarise(seen, findings);
  const { heldSockets: held } = seen;
  const isPolling = seen.greeting.transport === "polling";
  const text = findings.flatMap(({ title, evidence: lines }) => [title, ...lines]).join("\n");
  const fresh = seen.sessions.filter(({ connection, isSilent }) => connection === "fresh" && !isSilent);
  const wasLost = fresh.some(({ outcome: how }) => how === "lost");
  const jarWasLost = fresh.some(({ outcome: how, hasJar }) => hasJar && how === "lost");
  const wasNeverHeld = isPolling && !seen.sessions.some(({ outcome: how }) => how === "survived");
  const survived = seen.sessions.some(({ outcome: how }) => how === "survived");
  const opened = seen.webSockets.some(({ speaks, kind }) => speaks && kind === "direct");
  const checks: [is: boolean, what: string][] = [
    [has(ids, "one-instance") && wasLost, "one instance beside lost sessions"],
    [has(ids, "one-instance") && seen.together < 8, "one instance without sessions side by side"],
    [has(ids, "one-instance") && /^[2-9]|More|At least [2-9]/.test(instances), "one instance and several"],
    [
      verdict === "healthy" && (isPolling ? !survived : held?.alive !== held?.of || !held),
      "healthy without a session that survived",
    ],
    [verdict === "healthy" && isPolling && jarWasLost, "healthy, although a browser's session was lost"],
    [verdict === "healthy" && has(ids, "sessions-not-measured"), "healthy, and nothing measured"],
    [
      verdict === "not measured" && findings.some((one) => one.verdict === "problem"),
      "not measured, although there is a problem",
    ],
    [
      /^none|^only|not known|(?:connection|layers) only|now and then|wrongly/.test(affinity) && verdict === "healthy",
      `healthy with the affinity "${affinity}"`,
    ],
    [
      /^by (cookie|source|session id$|a value)/.test(affinity) && wasNeverHeld,
      `the affinity "${affinity}" where no session lived`,
    ],
    [
      has(ids, "instances") &&
        instances.startsWith("1 instance") &&
        (seen.openings.length > 1 || has(ids, "addresses-differ")),
      "one instance that differs from itself",
    ],
    [
      has(ids, "known-late") &&
        !seen.sessions.some(({ outcome: how }) => how === "late") &&
        !seen.webSockets.some(({ failedFirst }) => failedFirst === "unknown"),
      "late, with none late",
    ],
    [has(ids, "reconnects") && has(ids, "reconnects-move"), "reconnects that stay and move"],
    [has(ids, "websockets-lost") && has(ids, "held-together"), "WebSockets that were lost and held"],
    [verdict === "healthy" && findings.some((one) => one.verdict === "problem"), "healthy with a problem"],
    [
      verdict === "problem" && !findings.some((one) => one.verdict === "problem" && one.title === headline),
      "a headline of its own",
    ],
    [
      verdict === "not measured" && has(ids, "affinity-by-cookie", "affinity-by-query"),
      "an affinity that was not measured",
    ],
    [ids.filter((id) => AFFINITIES.includes(id)).length > 1, "two kinds of affinity at once"],
    [
      new Set(ids).size < ids.length && !ids.every((id, at) => id === "method-refused" || ids.indexOf(id) === at),
      "one thing twice",
    ],
    [/no cookie is set$/m.test(text) && seen.cookies.length > 0, "no cookie, beside a cookie"],
    [text.includes("WebSockets are blocked") && opened, "blocked WebSockets that open"],
    [has(ids, "affinity-by-cookie") && seen.cookies.length === 0, "affinity by a cookie that was not seen"],
    [has(ids, "went-away") && has(ids, "websocket", "websocket-blocked", "no-affinity"), "what comes after the end"],
    [has(ids, "cached") && has(ids, "not-cached"), "cached and not cached"],
    [has(ids, "lost-under-concurrency") && !wasLost, "lost side by side, with none lost"],
    ...CONTRADICTIONS.flatMap(({ where, not, because }) =>
      not.map((other): [boolean, string] => [has(ids, where) && has(ids, other), `${where} and ${other}: ${because}`]),
    ),
  ];
  return checks.flatMap(([is, what]) => (is ? [what] : []));
}

it("no report contradicts itself, or what was seen", () => {
  fc.assert(
    fc.property(evidence, (seen) => {
      expect(contradictionsOf(seen)).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

it("each report is what its schema says", () => {
  const options = { expectations: [parseExpectation("affinity=cookie")], failOn: "problem" as const };
  fc.assert(
    fc.property(evidence, (seen) => {
      const findings = diagnose(seen);
      const json: unknown = JSON.parse(printJson(toReport(seen, findings, judge(seen, findings, options))));
      expect(diagnosisSchema.safeParse(json).error).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});

it("the table of contradictions names only findings that others may stand beside", () => {
  for (const { where, not } of CONTRADICTIONS) expect(not).not.toContain(where);
});
