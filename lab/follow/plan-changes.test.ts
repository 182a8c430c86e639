import { describe, expect, it } from "vitest";
import { planChanges, unmodelled, type Changes, type LabView } from "./plan-changes.ts";
import type { World } from "./read-world.ts";

const GROUP = { "stickiness.enabled": "true", "deregistration_delay.timeout_seconds": "30" };
const BALANCER = { "idle_timeout.timeout_seconds": "60" };
const HEALTH_CHECK = {
  path: "/health",
  intervalSeconds: 5,
  timeoutSeconds: 2,
  healthyThresholdCount: 2,
  unhealthyThresholdCount: 2,
  matcher: "200",
};
const NOTHING: Changes = { targetGroup: {}, loadBalancer: {}, start: [], stop: [] };

function world(names: string[], group: Record<string, string> = GROUP, balancer: Record<string, string> = BALANCER) {
  return {
    loadBalancer: { name: "chat", arn: "arn:lb", attributes: balancer },
    targetGroup: { name: "chat", arn: "arn:tg", attributes: group, healthCheck: HEALTH_CHECK, targets: [] },
    moreTargetGroups: [],
    listeners: [],
    instances: names.map((name) => ({ id: `i-${name}`, name })),
  } satisfies World;
}

function lab(...names: string[]): LabView {
  const states = { "-": "out", "~": "busy" } as const;
  const instances = names.map((name) => ({
    name: name.replace(/^[-~]/, ""),
    state: states[name[0] as "-" | "~"] ?? ("held" as const),
  }));
  return { targetGroup: GROUP, loadBalancer: BALANCER, instances };
}

describe("planChanges", () => {
  it.each<[string, World, LabView, Partial<Changes>]>([
    ["nothing when the two agree", world(["a", "b"]), lab("a", "b"), {}],
    ["nothing for an empty group and an empty lab", world([]), lab(), {}],
    ["start every instance of an empty lab", world(["a", "b"]), lab(), { start: ["a", "b"] }],
    ["start only the instance that is new", world(["a", "b"]), lab("a"), { start: ["b"] }],
    ["leave to its groups an instance that is gone", world(["a"]), lab("a", "b"), {}],
    ["stop it when it has drained out of all of them", world(["a"]), lab("a", "-b"), { stop: ["b"] }],
    ["leave alone what is busy, wanted or not", world(["a"]), lab("~a", "~b"), {}],
    ["leave alone what becomes a target next", world(["a", "b"]), lab("a", "-b"), {}],
    ["replace all of them", world(["c"]), lab("-a", "-b"), { start: ["c"], stop: ["a", "b"] }],
    [
      "flip stickiness and nothing else",
      world(["a"], { ...GROUP, "stickiness.enabled": "false" }),
      lab("a"),
      { targetGroup: { "stickiness.enabled": "false" } },
    ],
    [
      "undo what was changed in the lab only",
      world(["a"]),
      { ...lab("a"), targetGroup: { ...GROUP, "stickiness.enabled": "false" } },
      { targetGroup: { "stickiness.enabled": "true" } },
    ],
    [
      "follow the load balancer's attributes",
      world(["a"], GROUP, { "idle_timeout.timeout_seconds": "45" }),
      lab("a"),
      { loadBalancer: { "idle_timeout.timeout_seconds": "45" } },
    ],
    ["skip attributes that the lab has not", world(["a"], { ...GROUP, "waf.fail_open.enabled": "true" }), lab("a"), {}],
    ["skip attributes that are not described", world(["a"], {}, {}), lab("a"), {}],
  ])("would %s", (_what, described, held, changes) => {
    expect(planChanges(described, held)).toEqual({ ...NOTHING, ...changes });
  });
});

describe("unmodelled", () => {
  it("is silent about what the lab plays", () => {
    expect(unmodelled(world(["a"]), lab("a"))).toEqual({ targetGroup: [], loadBalancer: [] });
  });

  it("lists attributes with their values, by whose they are", () => {
    const described = world(
      ["a"],
      { ...GROUP, "slow_start.duration_seconds": "30" },
      { "waf.fail_open.enabled": "true" },
    );
    expect(unmodelled(described, lab("a"))).toEqual({
      targetGroup: ["slow_start.duration_seconds=30"],
      loadBalancer: ["waf.fail_open.enabled=true"],
    });
  });
});
