import { expect, test } from "vitest";
import type { LabTarget } from "../lab/lab-state.ts";
import type { RoomVersion } from "../sightings/room-versions.ts";
import { pathInstances } from "./path-instances.ts";

const version = (instance: string, people: string, more: Partial<RoomVersion> = {}): RoomVersion => {
  const members = people
    .split(" ")
    .filter(Boolean)
    .map((name) => ({ id: name, name, isHere: false, isYou: name === "Ada" }));
  return {
    instance,
    bootId: "boot",
    isMine: false,
    sight: "fresh",
    seenAt: 0,
    ageSeconds: 0,
    status: "healthy",
    state: "memory",
    connections: 4,
    room: {
      roomId: instance,
      people: members.length,
      messages: 3,
      lastMessage: null,
      sameVersion: false,
      messagesOnlyThere: 0,
      messagesOnlyHere: 0,
      members,
    },
    ...more,
  };
};
const target = (id: string, more: Partial<LabTarget> = {}): LabTarget => ({
  id,
  health: "healthy",
  reason: null,
  process: "running",
  connections: 1,
  requests: 9,
  ...more,
});

test.each<[what: string, version: RoomVersion, holds: string]>([
  ["me first", version("chat-1", "Cy Ada"), "you and Cy"],
  ["many", version("chat-1", "Bo Cy Di Ada"), "you, Bo and 2 others"],
  ["nobody, but messages", version("chat-1", ""), "3 messages"],
  ["never heard of the room", version("chat-1", "", { room: null }), "nobody"],
  ["shared state", version("chat-1", "Ada Bo", { state: "redis" }), "4 connected"],
  ["not seen yet", version("chat-1", "Ada", { sight: "unseen" }), ""],
])("whom an instance serves: %s", (_what, seen, holds) => {
  expect(pathInstances({ targets: [], versions: [seen], redis: null, mine: null })[0]?.holds).toBe(holds);
});

test.each<[what: string, more: Partial<LabTarget>, trouble: string | null]>([
  ["healthy", {}, null],
  ["its process ended", { process: "exited", health: "unhealthy" }, "dead"],
  ["hung", { process: "paused" }, "paused"],
  ["failing its checks", { health: "unhealthy" }, "unhealthy"],
  ["draining", { health: "draining" }, "draining"],
])("in trouble: %s", (_what, more, trouble) => {
  const [one] = pathInstances({ targets: [target("chat-1", more)], versions: [], redis: null, mine: null });
  expect(one).toMatchObject({ id: "chat-1", trouble });
});

test("without a control API: what was seen, and the one that serves me, in natural order", () => {
  const versions = [version("chat-10", ""), version("chat-2", "", { sight: "silent" })];
  const instances = pathInstances({ targets: [], versions, redis: null, mine: "chat-3" });
  expect(instances.map(({ id, trouble }) => [id, trouble])).toEqual([
    ["chat-2", "not seen"],
    ["chat-3", null],
    ["chat-10", null],
  ]);
});

test.each<
  [what: string, version: RoomVersion, more: Partial<LabTarget>, redis: "running" | "stopped" | null, link: string]
>([
  ["all is well", version("chat-1", ""), {}, "running", "open"],
  ["the lab's own is stopped, and no instance has noticed yet", version("chat-1", ""), {}, "stopped", "cut"],
  ["somebody else's cannot be reached from there", version("chat-1", "", { status: "degraded" }), {}, null, "cut"],
  ["it was so when it was seen last", version("chat-1", "", { status: "degraded", sight: "silent" }), {}, null, "open"],
  ["its process ended", version("chat-1", ""), { process: "exited" }, "stopped", "none"],
])("to the store of the rooms: %s", (_what, seen, more, state, link) => {
  const redis = { own: state !== null, address: "redis://127.0.0.1:6379", state };
  const [one] = pathInstances({ targets: [target("chat-1", more)], versions: [seen], redis, mine: null });
  expect(one?.link).toBe(link);
});
