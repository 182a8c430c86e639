import { expect, it } from "vitest";
import { followedInstances, type HeldInstance } from "./followed-instances.ts";

it.each<[string, HeldInstance["process"], boolean, "held" | "busy" | "out" | "forgotten"]>([
  ["a target", "running", true, "held"],
  ["paused on the page", "paused", true, "held"],
  ["killed on the page, and a target", "exited", true, "held"],
  ["drained, and about to be stopped", "running", false, "out"],
  ["starting for the first time", "starting", false, "busy"],
  ["drained and stopping", "stopping", false, "busy"],
  ["stopping for a restart", "stopping", true, "busy"],
  ["drained and stopped", "stopped", false, "forgotten"],
  ["killed on the page, and drained", "exited", false, "forgotten"],
])("one that is %s (%s, target: %s): %s", (_, process, isTarget, expected) => {
  const { forget, instances } = followedInstances([{ name: "a", process, isTarget }]);
  expect([...forget.map(() => "forgotten"), ...instances.map(({ state }) => state)]).toEqual([expected]);
});
