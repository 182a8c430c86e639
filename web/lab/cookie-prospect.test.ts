import { expect, test } from "vitest";
import { cookieProspect } from "./cookie-prospect.ts";
import type { LabState, LabTarget } from "./lab-state.ts";

const lab = (target: Partial<LabTarget>, status: LabState["status"] = "ready") => ({
  status,
  stickiness: { enabled: true, durationSeconds: 60 },
  targets: [
    { id: "chat-1", health: "healthy", reason: null, process: "running", connections: 0, requests: 0, ...target },
  ] satisfies LabTarget[],
});

test.each([
  ["healthy", lab({}), "serving"],
  ["draining", lab({ health: "draining" }), "leaving"],
  ["hanging, and found so", lab({ health: "unhealthy", process: "paused" }), "leaving"],
  ["killed, and not found so yet", lab({ process: "exited" }), "dead"],
  ["not the lab's", lab({ id: "chat-2" }), "serving"],
])("my instance is %s", (_, given, mine) => {
  expect(cookieProspect(given, "chat-1")).toEqual({ stickiness: true, mine });
});

test("what a lab said that does not answer any more counts no longer", () => {
  expect(cookieProspect(lab({ health: "draining" }, "lost"), "chat-1")).toEqual({ stickiness: null, mine: "serving" });
});
