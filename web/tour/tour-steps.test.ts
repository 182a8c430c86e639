import { expect, test } from "vitest";
import { deadIn, observedSteps, type TourView } from "./tour-steps.ts";

const here = { id: "w1", isThis: true, member: "ada", room: "lobby", instance: "chat-1", visible: true };
const other = (instance: string | null, room = "lobby") => ({
  id: "w2",
  isThis: false,
  member: "bo",
  room,
  instance,
  visible: true,
});
const view = (more: Partial<TourView> = {}): TourView => ({
  room: "lobby",
  instance: "chat-1",
  acceptedBy: null,
  windows: [here],
  somebodyElse: null,
  isShared: false,
  leadsBack: true,
  isLed: false,
  stickiness: true,
  movedFrom: null,
  lostSessions: 0,
  dead: null,
  ...more,
});

test.each<[what: string, view: TourView, ids: string[]]>([
  ["nothing", view(), []],
  ["a window in another room", view({ windows: [here, other("chat-1", "ops")] }), []],
  ["a window that is not connected", view({ windows: [here, other(null)] }), []],
  ["a move while stickiness is on", view({ movedFrom: "chat-2" }), []],
  ["one lost session", view({ stickiness: false, lostSessions: 1 }), []],
  ["lost sessions with stickiness on", view({ lostSessions: 4 }), []],
  [
    "all of it",
    view({
      acceptedBy: "chat-1",
      windows: [here, other("chat-1")],
      somebodyElse: { name: "Bo", instance: "chat-2" },
      stickiness: false,
      movedFrom: "chat-2",
      lostSessions: 2,
      dead: "chat-3",
      isShared: true,
    }),
    ["talk", "second-window", "another-browser", "off-and-reload", "default-transports", "kill", "shared-state"],
  ],
])("observes %s", (_what, given, ids) => {
  expect(observedSteps(given).map(({ id }) => id)).toEqual(ids);
});

test.each<[was: Partial<TourView>, is: string, was: string]>([
  [{ acceptedBy: "chat-2" }, "chat-2 accepted your message", "chat-2 accepted your message"],
  [
    { windows: [here, other("chat-1")] },
    "Both windows are on chat-1: they share one cookie",
    "Both windows were on chat-1: they shared one cookie",
  ],
  [
    { windows: [here, other("chat-1")], isLed: true },
    "Both windows are on chat-1: a rule leads the room to one instance",
    "Both windows were on chat-1: a rule leads the room to one instance",
  ],
  [
    { windows: [here, other("chat-1"), { ...other("chat-1"), id: "w3" }], leadsBack: false },
    "All 3 windows are on chat-1: by luck, not by the cookie",
    "All 3 windows were on chat-1: by luck, not by the cookie",
  ],
  [
    { windows: [here, other("chat-2")] },
    "Your windows are on chat-1 and chat-2: no cookie holds them together",
    "Your windows were on chat-1 and chat-2: no cookie held them together",
  ],
  [
    { somebodyElse: { name: "Bo", instance: "chat-2" } },
    "Bo is on chat-2 and out of your sight, stickiness or not",
    "Bo was on chat-2 and out of your sight, stickiness or not",
  ],
  [
    { somebodyElse: { name: "Bo", instance: null }, isLed: true },
    "Bo is with you on chat-1",
    "Bo was with you on chat-1",
  ],
  [
    { somebodyElse: { name: "Bo", instance: null } },
    "Bo is with you on chat-1; another visitor may land elsewhere",
    "Bo was with you on chat-1; another visitor may land elsewhere",
  ],
  [
    { stickiness: null, movedFrom: "chat-2" },
    "You moved chat-2 → chat-1, and what you had there stayed behind",
    "You moved chat-2 → chat-1, and what you had there stayed behind",
  ],
  [
    { stickiness: false, lostSessions: 2 },
    "Without stickiness this transport gets no session",
    "Without stickiness this transport got no session",
  ],
  [{ dead: "chat-3" }, "chat-3 is dead; what only it held is gone", "chat-3 was dead; what only it held is gone"],
  [{ isShared: true }, "Every instance holds one and the same room", "Every instance held one and the same room"],
])("says what is observed, and later what was: %o", (given, is, was) => {
  expect(observedSteps(view(given))).toMatchObject([{ is, was }]);
});

test.each([
  ["ready", "exited", "chat-1"],
  ["ready", "running", null],
  ["lost", "exited", null],
] as const)("a lab that is %s names an instance that is %s: %s", (status, process, dead) => {
  const target = { id: "chat-1", health: "unhealthy" as const, reason: null, process, connections: 0, requests: 0 };
  expect(deadIn({ status, targets: [target] })).toBe(dead);
});
