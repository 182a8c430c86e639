import { describe, expect, it } from "vitest";
import { diagnose } from "./diagnose.ts";
import { isMet, parseExpectation } from "./expectation.ts";
import { all, healthy, sessions, webSockets } from "./fixtures/write-evidence.ts";
import { judge } from "./judge.ts";

const judged = (text: string, evidence = healthy()) => isMet(parseExpectation(text), evidence, diagnose(evidence));
const unmeasured = healthy({ sessions: [], webSockets: [], instances: null });

describe("what is expected", () => {
  it.each([
    ["affinity=cookie", true],
    ["affinity=none", false],
    ["affinity=source-address", false],
    ["instances>=2", true],
    ["instances>=3", true],
    ["instances=3", true],
    ["instances>=4", false],
    ["instances<=2", false],
    ["websocket=yes", true],
    ["websocket=no", false],
  ] as const)("%s of three instances behind a cookie: %s", (text, is) => {
    expect(judged(text)).toBe(is);
  });

  it.each(["affinity=cookie", "instances>=2", "websocket=yes"])("%s is not measured where nothing was", (text) => {
    expect(judged(text, unmeasured)).toBeNull();
  });

  it("instances>=2 is so where other addresses do not know the session, without a count", () => {
    const survivors = sessions({ jar: all("survived"), bare: all("survived") });
    const bySource = healthy({ sessions: survivors, cookies: [], instances: null, addresses: { asked: 7, known: 3 } });
    expect(judged("instances>=2", bySource)).toBe(true);
    expect(judged("instances=3", bySource)).toBeNull();
  });

  it.each(["", "cookie", "affinity=", "affinity=AWS", "instances>2", "instances>=two", "websocket"])(
    "refuses %j",
    (text) => {
      expect(() => parseExpectation(text)).toThrow("--expect is");
    },
  );
});

describe("the headline", () => {
  const headlineOf = (evidence: ReturnType<typeof healthy>, failOn: "problem" | "warning", ...expected: string[]) =>
    judge(evidence, diagnose(evidence), { expectations: expected.map(parseExpectation), failOn }).summary.headline;
  const bySource = healthy({ sessions: sessions({ jar: all("survived"), bare: all("survived") }), instances: null });

  it("is an expectation where that decides the verdict", () => {
    expect(headlineOf(healthy(), "problem", "affinity=cookie", "instances>=5")).toBe(
      "Expected instances>=5, which is not so",
    );
    expect(headlineOf(healthy({ rateLimit: ["ratelimit-limit: 60"] }), "warning", "instances>=5")).toBe(
      "Expected instances>=5, which is not so",
    );
    expect(headlineOf(bySource, "problem", "instances>=2")).toBe("Expected instances>=2, which was not measured");
  });

  it.each([
    ["all expectations are met", healthy(), "affinity=cookie"],
    ["a finding is a problem too", healthy({ webSockets: webSockets(false) }), "websocket=yes"],
    ["nothing was measured", unmeasured, "instances>=2"],
  ])("is the finding where %s", (_when, evidence, expected) => {
    expect(headlineOf(evidence, "problem", expected)).toBe(headlineOf(evidence, "problem"));
  });
});

describe("the verdict", () => {
  const verdictOf = (evidence: ReturnType<typeof healthy>, failOn: "problem" | "warning", ...expected: string[]) =>
    judge(evidence, diagnose(evidence), { expectations: expected.map(parseExpectation), failOn }).verdict;
  const warned = healthy({ rateLimit: ["ratelimit-limit: 60"] });

  it("is that of the findings", () => {
    expect(verdictOf(healthy(), "problem")).toBe("healthy");
    expect(verdictOf(unmeasured, "problem")).toBe("not measured");
    expect(verdictOf(healthy({ webSockets: webSockets(false) }), "problem")).toBe("problem");
  });

  it("a warning fails only where it was asked to", () => {
    expect(verdictOf(warned, "problem")).toBe("healthy");
    expect(verdictOf(warned, "warning")).toBe("problem");
  });

  it("an expectation that is not met is a problem, and one that was not measured is not a success", () => {
    expect(verdictOf(healthy(), "problem", "instances>=5")).toBe("problem");
    expect(
      verdictOf(
        healthy({ sessions: sessions({ jar: all("survived"), bare: all("survived") }), instances: null }),
        "problem",
        "instances>=2",
      ),
    ).toBe("not measured");
  });
});
