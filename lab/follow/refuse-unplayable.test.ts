import { expect, it } from "vitest";
import { refuseUnplayable } from "./refuse-unplayable.ts";

const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000";

const NOTHING = { certificate_arn: null, zone_id: null, vpc_id: null, shared_state_enabled: false };

it("refuses nothing that can be applied", () => {
  expect(refuseUnplayable(NOTHING)).toBeNull();
});

it.each([
  [
    { shared_state_enabled: true },
    /^shared_state_enabled is true, and the emulator has no working ElastiCache\. Leave it out/,
  ],
  [{ certificate_arn: ARN }, /^certificate_arn is set, and/],
  [{ certificate_arn: ARN, shared_state_enabled: true }, /^shared_state_enabled is true, .*; certificate_arn is set/],
  [{ zone_id: "Z1", vpc_id: "vpc-1" }, /^zone_id is set, .*; vpc_id is set/],
])("refuses %j: %s", (variables, expected) => {
  expect(refuseUnplayable({ ...NOTHING, ...variables })).toMatch(expected);
});
