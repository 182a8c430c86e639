import { expect, test } from "vitest";
import { SEVEN_STEPS, type StepId } from "../tour/seven-steps.ts";
import { notObserved, observedScene, type Player, type Said, type SceneView } from "./observed-scene.ts";
import { SCENES } from "./scenes.ts";

const player = (name: string, instance: string | null, ...holds: string[]): Player => ({
  name,
  instance,
  isIn: instance !== null,
  holds: new Set(holds),
});
const said = (by: Said["by"], id: string, instance: string): Said => ({ by, id, instance });
const view = (more: Partial<SceneView> = {}): SceneView => ({
  me: player("Ada", "chat-1"),
  window: null,
  stranger: null,
  said: [],
  others: [
    { instance: "chat-2", holdsRoom: false },
    { instance: "chat-3", holdsRoom: false },
  ],
  isShared: false,
  stickiness: true,
  left: null,
  dead: [],
  lostSessions: 0,
  returns: 0,
  ...more,
});
const mine = said("me", "a1", "chat-1");
const left = { instance: "chat-1", own: ["a1", "a2"], cameBack: true, reloads: 1 };

test.each<[id: StepId, what: string, more: Partial<SceneView>, is: string | null]>([
  ["talk", "nothing was said", {}, null],
  [
    "talk",
    "another has not been seen since",
    { said: [mine], others: [{ instance: "chat-2", holdsRoom: null }] },
    null,
  ],
  ["talk", "another holds the room too", { said: [mine], others: [{ instance: "chat-2", holdsRoom: true }] }, null],
  [
    "talk",
    "only mine holds it",
    { said: [mine] },
    "chat-1 accepted your message, and chat-2 and chat-3 know nothing of it.",
  ],

  [
    "second-window",
    "each received the other's",
    {
      me: player("Ada", "chat-1", "a1", "c1"),
      window: player("Cy", "chat-1", "a1", "c1"),
      said: [mine, said("window", "c1", "chat-1")],
    },
    "Cy shares your cookie and came to chat-1 too: each of you received what the other said.",
  ],
  [
    "second-window",
    "mine has not arrived there",
    {
      me: player("Ada", "chat-1", "a1", "c1"),
      window: player("Cy", "chat-1", "c1"),
      said: [mine, said("window", "c1", "chat-1")],
    },
    null,
  ],
  [
    "second-window",
    "it is elsewhere",
    {
      me: player("Ada", "chat-1", "a1", "c1"),
      window: player("Cy", "chat-2", "a1", "c1"),
      said: [mine, said("window", "c1", "chat-2")],
    },
    null,
  ],

  [
    "another-browser",
    "it said something later, and never received mine",
    { stranger: player("Bo", "chat-2", "b1"), said: [mine, said("stranger", "b1", "chat-2")], returns: 1 },
    "Bo came to chat-2, and never received the message that chat-1 accepted. Stickiness was on. Before, Bo came back without a cookie 1 time.",
  ],
  [
    "another-browser",
    "its later message has not reached it: mine may be on its way",
    { stranger: player("Bo", "chat-2"), said: [mine, said("stranger", "b1", "chat-2")] },
    null,
  ],
  [
    "another-browser",
    "mine was said after its own",
    { stranger: player("Bo", "chat-2", "b1"), said: [said("stranger", "b1", "chat-2"), mine] },
    null,
  ],
  [
    "another-browser",
    "it received mine",
    { stranger: player("Bo", "chat-2", "a1", "b1"), said: [mine, said("stranger", "b1", "chat-2")] },
    null,
  ],
  [
    "another-browser",
    "it is where I am",
    { stranger: player("Bo", "chat-1", "b1"), said: [mine, said("stranger", "b1", "chat-1")] },
    null,
  ],

  [
    "off-and-reload",
    "I moved, and mine is not there",
    {
      me: player("Ada", "chat-3"),
      window: player("Cy", "chat-1"),
      stickiness: false,
      left: { ...left, reloads: 2 },
    },
    "With stickiness you came back to chat-1 and your 2 messages. Without it you came from chat-1 to chat-3 after 2 reloads: none of your messages was there. Cy, who did not reload, stayed there.",
  ],
  ["off-and-reload", "stickiness is on", { me: player("Ada", "chat-3"), left }, null],
  ["off-and-reload", "I am back", { me: player("Ada", "chat-1", "a1", "a2"), stickiness: false, left }, null],
  ["off-and-reload", "mine is there", { me: player("Ada", "chat-3", "a1"), stickiness: false, left }, null],
  ["off-and-reload", "I am not back yet", { me: player("Ada", null), stickiness: false, left }, null],

  ["default-transports", "one session", { stickiness: false, lostSessions: 1 }, null],
  ["default-transports", "stickiness is on", { lostSessions: 4 }, null],
  [
    "default-transports",
    "two sessions, and who stays",
    {
      stickiness: false,
      lostSessions: 2,
      window: player("Cy", "chat-1"),
      stranger: player("Bo", null),
      left: { ...left, own: [] },
    },
    "With stickiness you got a session on chat-1. Without it: Session ID unknown, again and again. Cy, on one WebSocket, stayed connected.",
  ],

  ["kill", "it lives", { me: player("Ada", "chat-2"), left }, null],
  ["kill", "I am in no room", { me: player("Ada", null), left, dead: ["chat-1"] }, null],
  ["kill", "mine is where I am", { me: player("Ada", "chat-2", "a2"), left, dead: ["chat-1"] }, null],
  [
    "kill",
    "I am elsewhere, and mine is not there",
    { me: player("Ada", "chat-2"), left, dead: ["chat-1"] },
    "chat-1, which your cookie named, was killed: you came to chat-2, which had none of your 2 messages.",
  ],
  [
    "kill",
    "I am elsewhere, and my only message is not there",
    { me: player("Ada", "chat-2"), left: { ...left, own: ["a1"] }, dead: ["chat-1"] },
    "chat-1, which your cookie named, was killed: you came to chat-2, which did not have your message.",
  ],

  [
    "shared-state",
    "rooms in memory",
    { me: player("Ada", "chat-1", "a1", "b1"), stranger: player("Bo", "chat-2", "a1", "b1") },
    null,
  ],
  [
    "shared-state",
    "both received both, on two instances",
    {
      isShared: true,
      me: player("Ada", "chat-1", "a1", "b1"),
      stranger: player("Bo", "chat-2", "a1", "b1"),
      said: [mine, said("stranger", "b1", "chat-2")],
    },
    "You were on chat-1, Bo on chat-2, and each received what the other said: one room.",
  ],
  [
    "shared-state",
    "on one instance it would prove nothing",
    {
      isShared: true,
      me: player("Ada", "chat-1", "a1", "b1"),
      stranger: player("Bo", "chat-1", "a1", "b1"),
      said: [mine, said("stranger", "b1", "chat-1")],
    },
    null,
  ],
])("%s: %s", (id, _what, more, is) => {
  expect(observedScene(id, view(more))).toBe(is);
});

test.each<[id: StepId, more: Partial<SceneView>, is: string]>([
  ["talk", {}, "No instance was seen to accept your message."],
  ["talk", { said: [mine], others: [{ instance: "chat-2", holdsRoom: null }] }, "What chat-2 knows was not seen."],
  ["second-window", {}, "The second window did not come; you are on chat-1."],
  ["second-window", { window: player("Cy", "chat-2") }, "Cy is on chat-2; you are on chat-1."],
  [
    "another-browser",
    { stranger: player("Bo", "chat-1"), returns: 6 },
    "Bo is on chat-1, after 6 returns without a cookie; you are on chat-1.",
  ],
  ["off-and-reload", { left: { ...left, reloads: 6 } }, "You are on chat-1 again, after 6 reloads."],
  ["default-transports", { lostSessions: 1 }, "1 session of yours ended with Session ID unknown; you are on chat-1."],
  ["kill", { me: player("Ada", null), left }, "What you had was not seen to be gone; you are in no room now."],
])("not observed, %s: says what was seen", (id, more, is) => {
  expect(notObserved(id, view(more))).toBe(is);
});

test.each(SEVEN_STEPS)("the caption of $id has at most twelve words, and claims nothing: it asks", ({ id }) => {
  const { caption } = SCENES[id];
  expect(caption.split(" ").length).toBeLessThanOrEqual(12);
  expect(caption).toMatch(/\?$/);
});
