import { expect, test } from "vitest";
import { NO_OBSTACLES } from "../../protocol/control/state.ts";
import { UNKNOWN_LAB, type LabTarget } from "../lab/lab-state.ts";
import { sharedStateObstacle, storyObstacle, type StoryLab } from "./story-obstacle.ts";

const target = (id: string, health: LabTarget["health"] = "healthy"): LabTarget => ({
  id,
  health,
  reason: null,
  process: "running",
  connections: 0,
  requests: 0,
});
const rooms = { state: "memory", changing: null, redis: null, obstacle: null } as const;
const lab: StoryLab = {
  ...UNKNOWN_LAB,
  status: "ready",
  controlUrl: "http://127.0.0.1:8001",
  rooms,
  targets: [target("chat-1"), target("chat-2")],
};

test.each<[what: string, more: Partial<StoryLab>]>([
  ["a lab of two", {}],
  ["a lab without Redis", { rooms: { ...rooms, obstacle: "there is no redis-server" } }],
])("plays in %s", (_what, more) => {
  expect(storyObstacle({ ...lab, ...more })).toBeNull();
});

test.each<[what: string, more: Partial<StoryLab>, says: string]>([
  ["no control API", { status: "none" }, "There is no control API here"],
  ["nothing heard yet", { status: "looking", controlUrl: null }, "No instance has said yet whether"],
  ["one that has not answered yet", { status: "looking" }, "http://127.0.0.1:8001 has not answered yet"],
  ["one that does not answer", { status: "lost" }, "The control API at http://127.0.0.1:8001 does not answer."],
  [
    "a followed lab",
    { obstacles: { ...NO_OBSTACLES, attributes: "this lab follows http://aws" } },
    "This lab cannot be switched from here: this lab follows http://aws.",
  ],
  [
    "nobody can be simulated",
    { obstacles: { ...NO_OBSTACLES, people: "no people here" } },
    "cannot be switched from here: no people here.",
  ],
  ["one instance", { targets: [target("chat-1")] }, "Only one instance is healthy"],
  ["one healthy instance", { targets: [target("chat-1"), target("chat-2", "unhealthy")] }, "Only one instance"],
  ["no healthy instance", { targets: [target("chat-1", "unhealthy")] }, "No instance is healthy"],
  ["shared state", { rooms: { ...rooms, state: "redis" } }, "Shared state is on already"],
  ["a change of state", { rooms: { ...rooms, changing: "redis" } }, "being restarted"],
])("names %s", (_what, more, says) => {
  expect(storyObstacle({ ...lab, ...more })).toContain(says);
});

test("without Redis only the last scene is told instead of played", () => {
  const obstacle = "there is no redis-server";
  expect(sharedStateObstacle({ rooms: { ...rooms, obstacle } })).toBe(obstacle);
  expect(sharedStateObstacle({ rooms })).toBeNull();
});
