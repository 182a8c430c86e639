import { describe, expect, test } from "vitest";
import type { OpenedCookie } from "../../protocol/control/opened-cookie.ts";
import type { LabTarget } from "./lab-state.ts";
import { cookieProspect, leadByRoom, myInstance } from "./prospect.ts";

const target = (more: Partial<LabTarget> = {}): LabTarget => ({
  id: "chat-1",
  health: "healthy",
  reason: null,
  process: "running",
  connections: 0,
  requests: 0,
  ...more,
});

test.each<[string, LabTarget | undefined, string]>([
  ["healthy", target(), "serving"],
  ["draining", target({ health: "draining" }), "leaving"],
  ["hanging, and found so", target({ health: "unhealthy", process: "paused" }), "leaving"],
  ["killed, and not found so yet", target({ process: "exited" }), "dead"],
  ["not the lab's", undefined, "serving"],
])("my instance is %s", (_, given, mine) => {
  expect(myInstance(given)).toBe(mine);
});

test.each([
  ["Lobby", "chat-1"],
  ["LOBBY", "chat-1"],
  ["café", "chat-2"],
  ["what?", "chat-3"],
  ["", undefined],
])("a rule compares the end of %j as a URL has it", (room, target) => {
  expect(leadByRoom({ y: "chat-1", "9": "chat-2", f: "chat-3", "*": "chat-4" }, room)?.target).toBe(target);
  expect(leadByRoom(null, room)).toBeNull();
});

describe("what is known of my cookie", () => {
  const says = (more: Partial<OpenedCookie> = {}): OpenedCookie => ({
    target: "chat-1",
    issuedAt: 0,
    expiresAt: 10_000,
    usable: true,
    reason: null,
    ...more,
  });
  test.each<[string, Parameters<typeof cookieProspect>, ReturnType<typeof cookieProspect>]>([
    ["there is none", [null, null, [], 0], { kind: "none" }],
    ["nobody opens it", ["v", null, [], 0], { kind: "held" }],
    ["it names one that serves", ["v", says(), [target()], 5_000], { kind: "names", target: "chat-1", isUsable: true }],
    ["it has outlived its duration", ["v", says(), [target()], 14_000], { kind: "expired", at: 10_000 }],
    [
      "it names one that drains",
      ["v", says(), [target({ health: "draining" })], 0],
      { kind: "names", target: "chat-1", isUsable: false },
    ],
    [
      "the balancer cannot open it",
      ["v", says({ target: null, issuedAt: null, expiresAt: null, usable: false, reason: "invalid" }), [], 0],
      { kind: "foreign" },
    ],
  ])("%s", (_, given, expected) => {
    expect(cookieProspect(...given)).toEqual(expected);
  });
});
