import { expect, it } from "vitest";
import type { LabAction } from "./lab-action.ts";
import { obstacleTo } from "./lab-obstacles.ts";
import type { Obstacles } from "../../protocol/control/state.ts";
import { NO_OBSTACLES } from "../../protocol/control/state.ts";

const instance = "chat-1";
const rooms = { state: "memory", changing: null, redis: null, obstacle: null } as const;

it.each<[LabAction, keyof Obstacles]>([
  [{ type: "set-stickiness", enabled: true }, "attributes"],
  [{ type: "set-cookie-duration", seconds: 60 }, "attributes"],
  [{ type: "set-algorithm", algorithm: "round_robin" }, "attributes"],
  [{ type: "add-instance" }, "add"],
  [{ type: "drain", instance }, "drain"],
  [{ type: "kill", instance }, "processes"],
  [{ type: "pause", instance }, "processes"],
  [{ type: "resume", instance }, "processes"],
  [{ type: "restart", instance }, "processes"],
])("%j needs %s", (action, of) => {
  expect(obstacleTo(action, { rooms, obstacles: { ...NO_OBSTACLES, [of]: "not here" } })).toBe("not here");
  expect(obstacleTo(action, { rooms, obstacles: NO_OBSTACLES })).toBeNull();
});

it("takes what stands in the way of shared state from where the rooms live", () => {
  const action: LabAction = { type: "set-state", state: "redis" };
  const obstacle = "there is no redis-server on this machine";
  expect(obstacleTo(action, { rooms: { ...rooms, obstacle }, obstacles: NO_OBSTACLES })).toBe(obstacle);
  expect(obstacleTo(action, { rooms: null, obstacles: NO_OBSTACLES })).toBeNull();
});

it.each<LabAction>([{ type: "blip" }, { type: "move", instance }, { type: "redis-kill" }])(
  "nothing stands in the way of %j",
  (action) => {
    const all = Object.fromEntries(Object.keys(NO_OBSTACLES).map((one) => [one, "not here"]));
    expect(obstacleTo(action, { rooms, obstacles: { ...NO_OBSTACLES, ...all } })).toBeNull();
  },
);
