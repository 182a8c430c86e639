import { describe, expect, it } from "vitest";
import {
  DEFAULT_HEALTH_CHECK,
  parseMatcher,
  refuseHealthCheck,
  type HealthCheckSettings,
} from "./health-check-settings.ts";

const refuse = (over: Partial<HealthCheckSettings>, short = false) =>
  refuseHealthCheck({ ...DEFAULT_HEALTH_CHECK, ...over }, short);

describe("the settings of health checks (R4.1)", () => {
  it("are ELBv2's defaults for an instance target group", () => {
    expect(DEFAULT_HEALTH_CHECK).toEqual({
      path: "/",
      intervalSeconds: 30,
      timeoutSeconds: 5,
      healthyThresholdCount: 5,
      unhealthyThresholdCount: 2,
      matcher: "200",
    });
    expect(refuse({})).toBeNull();
  });

  it.each<[keyof HealthCheckSettings, unknown, unknown[]]>([
    ["intervalSeconds", 5, [4, 301, 5.5, Number.NaN]],
    ["timeoutSeconds", 2, [1, 121, 30]],
    ["healthyThresholdCount", 10, [1, 11]],
    ["unhealthyThresholdCount", 2, [1, 11, 2.5]],
    ["path", "/health?deep=1", ["", "health", "/a b", "/\r\nX: y", `/${"x".repeat(1_024)}`]],
    ["matcher", "200,202-204,301", ["", "199", "500", "200-", "299-200", "2xx", "200;202"]],
  ])("%s takes %j and refuses %j, naming itself", (key, good, bad) => {
    expect(refuse({ timeoutSeconds: 2, [key]: good })).toBeNull();
    for (const value of bad) expect(refuse({ [key]: value })).toContain(`healthCheck.${key} is `);
  });

  it("may be shorter in tests, but not without end", () => {
    expect(refuse({ intervalSeconds: 0.05, timeoutSeconds: 0.02 }, true)).toBeNull();
    expect(refuse({ intervalSeconds: 0 }, true)).toContain("healthCheck.intervalSeconds is 0");
    expect(refuse({ healthyThresholdCount: 1 }, true)).toContain("healthCheck.healthyThresholdCount is 1");
  });

  it.each([
    ["200", [200], [201, 199, 301]],
    ["200,202", [200, 202], [201]],
    ["200-299, 404", [200, 250, 299, 404], [300, 403]],
  ])("matcher %j", (matcher, good, bad) => {
    const matches = parseMatcher(matcher)!;
    expect(good.map(matches)).not.toContain(false);
    expect(bad.map(matches)).not.toContain(true);
  });
});
