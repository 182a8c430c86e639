import { expect, it } from "vitest";
import { unhealthySentence } from "./unhealthy-sentence.ts";

const target = (description: string | null, reason: string | null = null) => ({
  id: "app-1",
  address: "127.0.0.1",
  port: 3001,
  health: { state: "unhealthy" as const, reason, description },
});
const group = {
  name: "chat",
  healthCheck: {
    path: "/",
    matcher: "200",
    timeoutSeconds: 2,
    intervalSeconds: 5,
    healthyThresholdCount: 2,
    unhealthyThresholdCount: 2,
  },
};
const REFUSED = "Health checks failed with these codes: [404]";

it.each([
  [
    target(REFUSED),
    false,
    "answers 404 at /, and 200 is healthy: --health-path asks elsewhere, --matcher 404 takes it",
  ],
  [
    target(REFUSED),
    true,
    'HealthCheckPath of "chat" asks elsewhere, "Matcher": { "HttpCode": "404" } takes it for healthy',
  ],
  [
    target("Request timed out", "Target.Timeout"),
    false,
    "within 2 s: does it run there? --health-timeout gives it longer",
  ],
  [target("Request timed out", "Target.Timeout"), true, 'HealthCheckTimeoutSeconds of "chat" gives it longer'],
  [target("Health checks failed", "Target.FailedHealthChecks"), false, "gives no HTTP answer at /: does it run there?"],
  [target(null), false, "is unhealthy (asked at /; --health-path asks elsewhere)"],
])("says what changes it: %j, from a file %s", (sick, isFromFile, words) => {
  const sentence = unhealthySentence(sick, group, isFromFile);
  expect(sentence).toContain("app-1 (127.0.0.1:3001)");
  expect(sentence).toContain(words);
});
