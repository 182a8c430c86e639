import { describe, expect, it } from "vitest";
import { DEFAULT_HEALTH_CHECK } from "./health-check-settings.ts";
import { nextHealth, REGISTERING, type CheckResult, type Health } from "./health-state.ts";

const PASS: CheckResult = { passed: true };
const FAIL: CheckResult = { passed: false, reason: "Target.Timeout", description: "Request timed out" };
const settings = { ...DEFAULT_HEALTH_CHECK, healthyThresholdCount: 3, unhealthyThresholdCount: 2 };
const results = (pattern: string) => pattern.split("").map((letter) => (letter === "+" ? PASS : FAIL));
const after = (pattern: string, from: Health = REGISTERING) =>
  results(pattern).reduce((health, result) => nextHealth(health, result, settings), from);

describe("the health of a target (R4.3, R4.4)", () => {
  it.each([
    ["", "initial", "Elb.RegistrationInProgress"],
    ["-", "initial", "Elb.InitialHealthChecking"],
    ["+", "healthy", null],
    ["-+", "healthy", null],
    ["--", "unhealthy", "Target.Timeout"],
    ["+-", "healthy", null],
    ["+-+-", "healthy", null],
    ["+--", "unhealthy", "Target.Timeout"],
    ["+--++", "unhealthy", "Target.Timeout"],
    ["+--++-++", "unhealthy", "Target.Timeout"],
    ["+--+++", "healthy", null],
    ["+--+++-", "healthy", null],
    ["+--+++--", "unhealthy", "Target.Timeout"],
  ])("after the checks %j is %s (%s)", (pattern, state, reason) => {
    expect(after(pattern)).toMatchObject({ state, reason });
  });

  it("gives the reason of the latest failure", () => {
    const mismatch: CheckResult = { passed: false, reason: "Target.ResponseCodeMismatch", description: "codes: [500]" };
    expect(nextHealth(after("+--"), mismatch, settings)).toMatchObject({ reason: "Target.ResponseCodeMismatch" });
  });

  it.each(["draining", "unused"] as const)("no check changes a target that is %s", (state) => {
    const health: Health = { state, reason: null, description: null, streak: 0 };
    expect(after("+++---", health)).toBe(health);
  });
});
