import { expect, it } from "vitest";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startTarget } from "../fixtures/start-target.ts";

const DURATION = "stickiness.lb_cookie.duration_seconds";

it("says whom a cookie names, when it was issued, until when it holds and whether it is usable", async () => {
  const targets = await Promise.all(["a", "b"].map((id) => startTarget(id)));
  const { balancer, clock } = await startBalancerFor(targets, {
    withClock: true,
    targetGroupAttributes: { "stickiness.enabled": "true", [DURATION]: "10" },
  });
  const issuedAt = clock.nowMs;
  const value = balancer.issueStickinessCookies("b")!.AWSALB;
  const says = { target: "b", issuedAt, expiresAt: issuedAt + 10_000 };
  expect(balancer.openStickinessCookie(value)).toEqual({ ...says, usable: true, reason: null });

  clock.nowMs += 10_001;
  expect(balancer.openStickinessCookie(value)).toEqual({ ...says, usable: false, reason: "expired" });
  balancer.modifyTargetGroupAttributes({ [DURATION]: "60" });
  const longer = { ...says, expiresAt: issuedAt + 60_000 };
  expect(balancer.openStickinessCookie(value)).toEqual({ ...longer, usable: true, reason: null });
  balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "false" });
  expect(balancer.openStickinessCookie(value)).toEqual({ ...longer, usable: false, reason: "stickiness-off" });
  balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "true" });

  balancer.deregisterTarget("b");
  expect(balancer.openStickinessCookie(value)).toMatchObject({ target: "b", usable: false, reason: "target-unusable" });
  balancer.removeTarget("b");
  expect(balancer.openStickinessCookie(value)).toMatchObject({ target: null, usable: false, reason: "target-unknown" });
  expect(balancer.openStickinessCookie("nonsense")).toEqual({
    target: null,
    issuedAt: null,
    expiresAt: null,
    usable: false,
    reason: "invalid",
  });
});
