import { describe, expect, it, onTestFinished } from "vitest";
import { startFollowing, type FollowedLab } from "./follow.ts";
import type { LabView } from "./plan-changes.ts";
import { GoneError, type World } from "./read-world.ts";

const HEALTH_CHECK = {
  path: "/health",
  intervalSeconds: 5,
  timeoutSeconds: 2,
  healthyThresholdCount: 2,
  unhealthyThresholdCount: 2,
  matcher: "200",
};

function world(names: string[], attributes: Record<string, string> = {}): World {
  return {
    loadBalancer: { name: "chat", arn: "arn:lb", attributes: {} },
    targetGroup: { name: "chat", arn: "arn:tg", attributes, healthCheck: HEALTH_CHECK, targets: [] },
    moreTargetGroups: [],
    listeners: [],
    instances: names.map((name) => ({ id: `i-${name}`, name })),
  };
}

interface FakeLabOptions {
  refuses?: (patch: Record<string, string>) => string;
  /** What an instance's start waits for. */
  starting?: (name: string) => Promise<unknown>;
}

/** A lab of names and attributes, and a reader that describes one world after the other, then the last for ever. */
async function follow(
  worlds: (World | Error)[],
  { refuses = () => "", starting = async () => {} }: FakeLabOptions = {},
) {
  const attributes: Record<string, string> = { "stickiness.enabled": "true", "slow_start.duration_seconds": "0" };
  const instances = new Map<string, LabView["instances"][number]>();
  const said: string[] = [];
  let reads = 0;
  const waiting: { reads: number; resolve: () => void }[] = [];
  const lab: FollowedLab = {
    view: () => ({
      targetGroup: attributes,
      loadBalancer: {},
      instances: [...instances.values()],
    }),
    modifyTargetGroupAttributes: (patch) => {
      const key = refuses(patch);
      if (key) return { key, message: `"${key}" is ${patch[key]}` };
      Object.assign(attributes, patch);
      return null;
    },
    modifyLoadBalancerAttributes: () => null,
    start: async (name) => {
      if (name === "broken") throw new Error("no room");
      await starting(name);
      instances.set(name, { name, state: "held" });
    },
    stop: (name) => void instances.delete(name),
    // What is not described any more drains out at once.
    play: async ({ targetGroup: { healthCheck }, instances: described }) => {
      for (const name of instances.keys())
        instances.set(name, { name, state: described.some((one) => one.name === name) ? "held" : "out" });
      return {
        changed: [],
        refused: healthCheck.path === "/health" ? [] : [`health check path ${healthCheck.path}: refused`],
      };
    },
    end() {
      said.push("ended");
      for (const name of instances.keys()) instances.set(name, { name, state: "out" });
    },
  };
  const reader = {
    read: async () => {
      const described = worlds[Math.min(reads++, worlds.length - 1)]!;
      for (const { reads: wanted, resolve } of waiting) if (reads > wanted) resolve();
      if (described instanceof Error) throw described;
      return described;
    },
    close: () => {},
  };
  const following = await startFollowing({ reader, lab, intervalMs: 1, say: (line) => said.push(line) });
  onTestFinished(following.close);
  return {
    attributes,
    said,
    names: () => [...instances.keys()],
    /** Until this many worlds were read and followed. */
    until: (count: number) =>
      new Promise<void>((resolve) => {
        if (reads > count) resolve();
        else waiting.push({ reads: count, resolve });
      }),
    following,
  };
}

describe("startFollowing", () => {
  it("has made the lab the world when it resolves", async () => {
    const { names, attributes } = await follow([world(["a", "b"], { "stickiness.enabled": "false" })]);
    expect(names()).toEqual(["a", "b"]);
    expect(attributes["stickiness.enabled"]).toBe("false");
  });

  it("rejects when there is nothing to follow", async () => {
    await expect(follow([new Error("no load balancer")])).rejects.toThrow("no load balancer");
  });

  it("starts what appears, stops what has gone, starts what returns", async () => {
    const { names, until } = await follow([world(["a", "b"]), world(["b", "c"]), world(["a", "b", "c"])]);
    await until(3);
    expect(names()).toEqual(["b", "c", "a"]);
  });

  it("says each change once", async () => {
    const { said, until } = await follow([world(["a"]), world(["b"], { "stickiness.enabled": "false" })]);
    await until(6);
    expect(said).toEqual(["started a", "target group: stickiness.enabled is false now", "stopping a", "started b"]);
  });

  it("keeps the old value of a refused attribute, takes the others, and says so once", async () => {
    const nonsense = world([], { "stickiness.enabled": "banana", "slow_start.duration_seconds": "30" });
    const { said, attributes, until } = await follow([nonsense], {
      refuses: (patch) => ("stickiness.enabled" in patch ? "stickiness.enabled" : ""),
    });
    await until(5);
    expect(attributes).toEqual({ "stickiness.enabled": "true", "slow_start.duration_seconds": "30" });
    expect(said).toEqual([
      "target group: slow_start.duration_seconds is 30 now",
      'target group: "stickiness.enabled" is banana; it stays as it was',
    ]);
  });

  it("takes an attribute that was refused as soon as it fits", async () => {
    let fits = false;
    const { attributes, until } = await follow([world([], { "stickiness.enabled": "false" })], {
      refuses: () => (fits ? "" : "stickiness.enabled"),
    });
    expect(attributes["stickiness.enabled"]).toBe("true");
    fits = true;
    await until(4);
    expect(attributes["stickiness.enabled"]).toBe("false");
  });

  it("leaves the lab as it is while the world cannot be read, and says so once", async () => {
    const gone = new Error("connect ECONNREFUSED");
    const { names, said, until } = await follow([world(["a"]), gone, gone, gone, world(["a", "b"])]);
    await until(3);
    expect(names()).toEqual(["a"]);
    await until(6);
    expect(names()).toEqual(["a", "b"]);
    expect(said).toEqual([
      "started a",
      "the API cannot be read (connect ECONNREFUSED); the lab stays as it was last described",
      "the API describes a load balancer again",
      "started b",
    ]);
  });

  it("ends the site when the API says that the load balancer is gone, says so once, and starts when there is one again", async () => {
    const gone = new GoneError('http://127.0.0.1:5555 has no load balancer "chat"');
    const { names, said, until } = await follow([world(["a"]), gone, gone, gone, world(["b"])]);
    await until(3);
    expect(names()).toEqual([]);
    await until(6);
    expect(names()).toEqual(["b"]);
    expect(said).toEqual([
      "started a",
      'the site is gone: http://127.0.0.1:5555 has no load balancer "chat"; the balancer answers 503',
      "ended",
      "stopping a",
      "ended",
      "ended",
      "the API describes a load balancer again",
      "started b",
    ]);
  });

  it("reports an instance that does not start, and goes on with the others", async () => {
    const { names, said, until } = await follow([world(["a", "broken"])]);
    await until(4);
    expect(names()).toEqual(["a"]);
    expect(said.filter((line) => line.includes("broken"))).toEqual(["broken could not be started: no room"]);
  });

  it("follows what else is described while an instance takes its time to start", async () => {
    let isUp = (): void => {};
    const slow = new Promise<void>((resolve) => (isUp = resolve));
    const { names, attributes, said, until } = await follow(
      [world(["a"]), world(["a", "slow"]), world(["a", "slow"], { "stickiness.enabled": "false" })],
      { starting: (name) => (name === "slow" ? slow : Promise.resolve()) },
    );
    await until(4);
    expect(attributes["stickiness.enabled"]).toBe("false");
    expect(names()).toEqual(["a"]);
    isUp();
    await until(6);
    expect(names()).toEqual(["a", "slow"]);
    expect(said.filter((line) => line.includes("slow"))).toEqual(["started slow"]);
  });

  it("lists what it cannot play once, and what changes of it when it changes", async () => {
    const slow = (seconds: string) => world([], { "slow_start.seconds": seconds, "waf.fail_open.enabled": "true" });
    const { said, until } = await follow([slow("0"), slow("0"), slow("30")]);
    await until(5);
    expect(said).toEqual([
      "target group: not modelled by the stand-in: slow_start.seconds=0, waf.fail_open.enabled=true",
      "target group: not modelled by the stand-in: slow_start.seconds=30",
    ]);
  });

  it("says once what the balancer refuses to play", async () => {
    const described = world([]);
    const changed = { ...described.targetGroup, healthCheck: { ...HEALTH_CHECK, path: "/ready" } };
    const { said, until } = await follow([described, { ...described, targetGroup: changed }]);
    await until(5);
    expect(said).toEqual(["health check path /ready: refused"]);
  });

  it("says once that the first target group is named no more, and what is played under its name", async () => {
    const one = world(["a"]);
    const green = { ...one, targetGroup: { ...one.targetGroup, name: "green" } };
    const { said, until } = await follow([one, green, green, one]);
    await until(5);
    expect(said.filter((line) => line.includes("green"))).toEqual([
      "no listener names target group chat any more; green is played in its place, under its name",
    ]);
  });

  it("stops asking when it is closed, twice if need be", async () => {
    const { following, said, names } = await follow([world(["a"])]);
    await Promise.all([following.close(), following.close()]);
    expect(names()).toEqual(["a"]);
    expect(said).toEqual(["started a"]);
  });
});
