import { expect, it } from "vitest";
import { followedInstances, type HeldInstance } from "./followed-instances.ts";

it.each<[string, HeldInstance["process"], HeldInstance["health"], "serving" | "leaving" | "busy" | "forgotten"]>([
  ["healthy", "running", "healthy", "serving"],
  ["not healthy yet", "running", "initial", "serving"],
  ["paused on the page", "paused", "unhealthy", "serving"],
  ["killed on the page, and in the target group", "exited", "unhealthy", "serving"],
  ["draining", "running", "draining", "leaving"],
  ["killed while it drains", "exited", "draining", "leaving"],
  ["drained, and about to be stopped", "running", "unused", "leaving"],
  ["starting for the first time", "starting", undefined, "busy"],
  ["drained and stopping", "stopping", "unused", "busy"],
  ["stopping for a restart", "stopping", "unhealthy", "busy"],
  ["drained and stopped", "stopped", "unused", "forgotten"],
  ["killed on the page, and drained", "exited", "unused", "forgotten"],
  ["killed on the page, and out of the target group", "exited", undefined, "forgotten"],
])("one that is %s (%s, %s): %s", (_, process, health, expected) => {
  const { forget, instances } = followedInstances([{ name: "a", process, health }]);
  expect([...forget.map(() => "forgotten"), ...instances.map(({ state }) => state)]).toEqual([expected]);
});
