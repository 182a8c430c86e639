import type { LabAction } from "./lab-action.ts";
import type { LabClient } from "./lab-client.ts";
import type { Watched } from "./lab-watch.ts";

export type StoreAction = Extract<
  LabAction,
  { type: "set-state" | "redis-kill" | "redis-pause" | "redis-resume" | "redis-restart" }
>;

const PROCESS = {
  "redis-kill": { path: "/redis/kill", state: "stopped", seen: "Redis is dead", unseen: "Redis was not seen to die" },
  "redis-pause": { path: "/redis/pause", state: "paused", seen: "Redis hangs", unseen: "Redis was not seen to stop" },
  "redis-resume": {
    path: "/redis/resume",
    state: "running",
    seen: "Redis goes on",
    unseen: "Redis was not seen to go on",
  },
  "redis-restart": { path: "/redis/restart", state: "running", seen: "Redis is back", unseen: "Redis is not back yet" },
} as const;

/** What is done to the store of the rooms: what is asked for, and how it is seen. */
export function watchStore(action: StoreAction, client: LabClient): Watched {
  if (action.type !== "set-state") {
    const { path, state, seen, unseen } = PROCESS[action.type];
    return { request: client.post(path), holds: (lab) => lab.rooms?.redis?.state === state, seen, unseen };
  }
  const { state } = action;
  const isShared = state === "redis";
  return {
    request: client.keepRoomsIn(state),
    withinMs: client.instancesMs(),
    holds: (lab) => lab.rooms?.state === state && lab.rooms.changing === null,
    seen: isShared ? "Every instance keeps its rooms in one Redis now" : "Each instance keeps its own rooms now",
    unseen: "The instances were not seen to change",
  };
}
