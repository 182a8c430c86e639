import { expect, test } from "vitest";
import { tourSteps, type TourView } from "./tour-steps.ts";

const here = { id: "w1", isThis: true, member: "ada", room: "lobby", instance: "chat-1" };
const view = (more: Partial<TourView> = {}): TourView => ({
  room: "lobby",
  instance: "chat-1",
  windows: [here],
  somebodyElse: null,
  isShared: false,
  leadsBack: true,
  stickiness: true,
  instancesSeen: 1,
  lostSessions: 0,
  ...more,
});
const other = (instance: string | null, room = "lobby") => ({ id: "w2", isThis: false, member: "bo", room, instance });

test.each<[what: string, view: TourView, done: boolean[], says: string]>([
  ["nothing was observed", view(), [false, false, false], "second window"],
  ["a second window", view({ windows: [here, other("chat-1")] }), [true, false, false], "share one cookie"],
  [
    "a window elsewhere",
    view({ windows: [here, other("chat-2")] }),
    [true, false, false],
    "no cookie holds them together",
  ],
  [
    "a window in another room",
    view({ windows: [here, other("chat-1", "ops")] }),
    [false, false, false],
    "second window",
  ],
  ["a window that is not connected", view({ windows: [here, other(null)] }), [false, false, false], "second window"],
  [
    "somebody out of sight",
    view({ somebodyElse: { name: "Bo", instance: "chat-2" } }),
    [false, true, false],
    "out of your sight",
  ],
  [
    "somebody with me",
    view({ somebodyElse: { name: "Bo", instance: null } }),
    [false, true, false],
    "with you on chat-1",
  ],
  [
    "somebody in a room that all instances share",
    view({ somebodyElse: { name: "Bo", instance: null }, isShared: true }),
    [false, true, false],
    "whichever instance serves you two",
  ],
  ["switched off, not moved", view({ stickiness: false }), [false, false, false], "see where you land"],
  ["moved while it was on", view({ instancesSeen: 2 }), [false, false, false], "Switch stickiness off"],
  [
    "switched off and moved",
    view({ stickiness: false, instancesSeen: 2 }),
    [false, false, true],
    "2 instances have served",
  ],
  [
    "sessions that never come up",
    view({ stickiness: false, lostSessions: 2 }),
    [false, false, true],
    "gets no session",
  ],
  ["one lost session", view({ stickiness: false, lostSessions: 1 }), [false, false, false], "see where you land"],
  ["no lab, and moved", view({ stickiness: null, instancesSeen: 3 }), [false, false, true], "3 instances have served"],
])("%s", (_what, given, done, says) => {
  const steps = tourSteps(given, []);
  expect(steps.map((step) => step.done)).toEqual(done);
  expect(steps.map((step) => step.sentence).join(" ")).toContain(says);
});

test.each<[was: Partial<TourView>, says: string]>([
  [{ windows: [here, other("chat-1")] }, "Both windows were on chat-1: they shared one cookie"],
  [{ windows: [here, other("chat-2")] }, "Your windows were on chat-1 and chat-2: no cookie held them together"],
  [{ somebodyElse: { name: "Bo", instance: "chat-2" } }, "Bo was on chat-2 and out of your sight, stickiness or not"],
  [{ somebodyElse: { name: "Bo", instance: null } }, "Bo was with you on chat-1; another visitor may land elsewhere"],
  [
    { somebodyElse: { name: "Bo", instance: null }, isShared: true },
    "Bo was in sight, whichever instance served you two",
  ],
  [{ stickiness: false, instancesSeen: 2 }, "Stickiness was off, and 2 instances have served this window"],
  [{ stickiness: false, lostSessions: 2 }, "Without stickiness this transport got no session"],
  [{ stickiness: null, instancesSeen: 2 }, "2 instances have served this window"],
])("what was observed stays done, and is told as past: %o", (was, says) => {
  const done = tourSteps(view(was), []);
  const later = tourSteps(view(), done);
  expect(later.filter((step) => step.done).map(({ sentence }) => sentence)).toEqual([says]);
  expect(tourSteps(view(), later)).toEqual(later);
});
