import { describe, expect, test } from "vitest";
import type { HeldVersion, OtherInstance } from "./held-version.ts";
import { verdict, type VerdictView } from "./verdict.ts";

const held = (instance: string, roomId: string, people: string, messages = 0): HeldVersion => ({
  instance,
  roomId,
  members: people.split(" ").flatMap((name) => (name ? [{ id: name, name }] : [])),
  messages,
});
const other = (version: HeldVersion | string, more: Partial<OtherInstance> = {}): OtherInstance => ({
  instance: typeof version === "string" ? version : version.instance,
  ageSeconds: 1,
  silent: false,
  held: typeof version === "string" ? null : version,
  lag: null,
  ...more,
});
const view = (mine: HeldVersion | null, others: OtherInstance[], more: Partial<VerdictView> = {}): VerdictView => ({
  room: "lobby",
  self: "Ada",
  mine,
  mySilence: null,
  isLedHere: false,
  others,
  lookedAround: true,
  degraded: [],
  unknownSessions: 0,
  unansweredSince: null,
  isFailing: false,
  restarting: null,
  ...more,
});
const one = held("chat-1", "a", "Ada", 2);

test("while no instance answers, nothing is said of what they hold", () => {
  const told = verdict(view(null, [other(held("chat-2", "b", "Bo", 3))], { isFailing: true }));
  expect(told).toMatchObject({ sentence: "You are not in #lobby now", tone: "unsure" });
  expect(told.detail).not.toContain("chat-2");
});

describe("verdict", () => {
  const table: [behaviour: string, view: VerdictView, tone: string, kind: string, sentence: string][] = [
    [
      "says that it looks before it has looked around",
      view(one, [], { lookedAround: false }),
      "unsure",
      "looking",
      "Looking at the other instances …",
    ],
    [
      "says a split at once, even while it is still looking",
      view(one, [other(held("chat-2", "b", "Bo"))], { lookedAround: false }),
      "bad",
      "split",
      "#lobby is split: 2 instances hold different versions; 2 people cannot see each other",
    ],
    [
      "counts everyone who misses someone",
      view(one, [other(held("chat-2", "b", "Bo Cy"))]),
      "bad",
      "split",
      "#lobby is split: 2 instances hold different versions; 3 people cannot all see each other",
    ],
    [
      "counts one version held by two instances once",
      view(one, [other(held("chat-2", "b", "Bo")), other(held("chat-3", "b", "Bo"))]),
      "bad",
      "split",
      "#lobby is split: 3 instances hold 2 different versions; 2 people cannot see each other",
    ],
    [
      "calls messages elsewhere no split when nobody is there",
      view(one, [other(held("chat-2", "b", "", 4))]),
      "good",
      "alone",
      "You are alone in #lobby",
    ],
    [
      "does not call another room id without people and messages a split",
      view(held("chat-1", "a", "Ada Bo"), [other(held("chat-2", "b", ""))]),
      "good",
      "one-instance",
      "Everyone in #lobby sees the same room",
    ],
    [
      "does not call my own ghost elsewhere a split",
      view(one, [other(held("chat-2", "b", "Ada"))]),
      "good",
      "alone",
      "You are alone in #lobby",
    ],
    [
      "is red when I moved away from somebody and left a ghost",
      view(one, [other(held("chat-2", "b", "Ada Bo", 4))]),
      "bad",
      "split",
      "#lobby is split: 2 instances hold different versions",
    ],
    [
      "says what is going on while all instances restart, not what they said before",
      view(one, [other(held("chat-2", "b", "Bo"))], { restarting: { to: "redis", healthy: 1, all: 3 } }),
      "unsure",
      "restarting",
      "Restarting 3 instances with Redis: 1 of 3 healthy",
    ],
    [
      "claims nothing while nothing answers",
      view(one, [other(held("chat-2", "a", "Ada", 2))], { unansweredSince: 0 }),
      "unsure",
      "no-answer",
      "Nothing answers: you may have lost the connection",
    ],
    [
      "says which instance alone holds the room",
      view(one, [other("chat-2"), other("chat-3")]),
      "good",
      "alone",
      "You are alone in #lobby; only chat-1 holds it",
    ],
    [
      "says that all see the same when all are on one instance",
      view(held("chat-1", "a", "Ada Bo"), [other("chat-2")]),
      "good",
      "one-instance",
      "Everyone in #lobby sees the same room",
    ],
    [
      "says that all see the same when all hold one room id",
      view(one, [other(held("chat-2", "a", "Ada Bo", 2))]),
      "good",
      "shared",
      "Everyone in #lobby sees the same room",
    ],
    [
      "names the instance that lags behind in a shared room",
      view(one, [other(held("chat-2", "a", "Ada"), { lag: { missingThere: 2, missingHere: 0, peopleDiffer: false } })]),
      "bad",
      "split",
      "#lobby is one room, but chat-2 does not agree: 2 messages of yours are not there",
    ],
    [
      "does not judge while an instance is silent",
      view(one, [other("chat-2", { silent: true, ageSeconds: 12 })]),
      "unsure",
      "silent",
      "chat-2 has not been seen for 12 s",
    ],
    [
      "does not count a silent instance's version as a split",
      view(one, [other(held("chat-2", "b", "Bo"), { silent: true, ageSeconds: 14 })]),
      "unsure",
      "silent",
      "chat-2 has not been seen for 14 s",
    ],
    [
      "names my own instance first when it is silent, with the shortest silence",
      view(one, [other("chat-2", { silent: true, ageSeconds: 15 })], { mySilence: 12 }),
      "unsure",
      "silent",
      "chat-1 and chat-2 have not been seen for 12 s",
    ],
    [
      "still reports a split that it does see while another instance is silent",
      view(one, [other(held("chat-2", "b", "Bo")), other("chat-3", { silent: true, ageSeconds: 20 })]),
      "bad",
      "split",
      "#lobby is split: 2 instances hold different versions; 2 people cannot see each other",
    ],
    ["claims nothing while I am not connected", view(null, []), "unsure", "not-connected", "You are not in #lobby now"],
    [
      "tells of several versions while I am not connected",
      view(null, [other(held("chat-1", "a", "Bo")), other(held("chat-2", "b", "Cy"))]),
      "unsure",
      "not-connected",
      "You are not in #lobby; meanwhile 2 instances hold 2 versions of it",
    ],
    [
      "names what keeps me out when my requests meet instances without my session",
      view(null, [other(held("chat-1", "a", "Bo"))], { unknownSessions: 3 }),
      "bad",
      "no-session",
      "No session comes up: your requests reach instances that do not know it",
    ],
    [
      "claims no agreement while Redis is away, also if it was seen before",
      view(one, [other(held("chat-2", "a", "Ada", 2))], { degraded: ["chat-2", "chat-1"] }),
      "bad",
      "degraded",
      "chat-1 and chat-2 cannot reach Redis",
    ],
  ];
  test.each(table)("%s", (_behaviour, view, tone, kind, sentence) => {
    expect(verdict(view)).toMatchObject({ tone, kind, sentence });
  });

  test.each([
    [[held("chat-2", "b", "Bo", 1)], "You are on chat-1 and cannot see Bo on chat-2."],
    [
      [held("chat-2", "b", "Bo Cy Di Eve Fay", 1)],
      "You are on chat-1 and cannot see Bo, Cy, Di and 2 others on chat-2.",
    ],
    [[held("chat-2", "b", "Bo"), held("chat-3", "c", "", 4)], "You are on chat-1 and cannot see Bo on chat-2."],
    // My own ghost is not somebody whom I cannot see.
    [
      [held("chat-2", "b", "Ada", 1)],
      "Open a second window and join it. chat-2 holds 1 message of its own; nobody is apart there.",
    ],
  ])("names whom I cannot see and where: %#", (rivals, says) => {
    expect(
      verdict(
        view(
          one,
          rivals.map((rival) => other(rival)),
        ),
      ).detail,
    ).toBe(says);
  });
});
