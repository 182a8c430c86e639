import { expect, it } from "vitest";
import { refuseUnplayable } from "./refuse-unplayable.ts";

const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";

it("refuses nothing that can be applied", () => {
  expect(refuseUnplayable({ certificate_arn: null, shared_state_enabled: false })).toBeNull();
});

it.each([
  [null, true, /^shared_state_enabled is true, and the emulator has no working ElastiCache\. Leave it out/],
  [ARN, false, /^certificate_arn is set, and/],
  [ARN, true, /^shared_state_enabled is true, .*; certificate_arn is set/],
])("refuses certificate %j with shared state %j: %s", (certificate_arn, shared_state_enabled, expected) => {
  expect(refuseUnplayable({ certificate_arn, shared_state_enabled })).toMatch(expected);
});
