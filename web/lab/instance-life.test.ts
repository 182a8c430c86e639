import { expect, it } from "vitest";
import { instancesInService } from "./instance-life.ts";
import type { LabTarget } from "./lab-state.ts";

it.each<[LabTarget["health"], LabTarget["process"], boolean]>([
  ["healthy", "running", true],
  ["healthy", null, true],
  ["unhealthy", "paused", true],
  ["unhealthy", null, true],
  ["draining", "running", true],
  ["unhealthy", "exited", false],
  ["draining", "stopped", false],
  ["initial", "starting", false],
  ["unused", "running", false],
])("%s with a process that is %s: %s", (health, process, isInService) => {
  const target: LabTarget = { id: "chat-1", health, reason: null, process, connections: 0, requests: 0 };
  expect(instancesInService([target]).has("chat-1")).toBe(isInService);
});
