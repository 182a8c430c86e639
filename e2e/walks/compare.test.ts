import { describe, expect, it, test } from "vitest";
import type { ControlState, Target } from "../../protocol/control/state.ts";
import type { InstanceReport, RoomReport } from "../../protocol/instance-report.ts";
import { compare } from "./compare.ts";
import type { Screen } from "./screen.ts";
import type { LabTruth, WindowTruth } from "./truth.ts";

const NOON = new Date("2026-01-01T12:00:00").getTime();

const target = (id: string, process: "running" | "exited" = "running"): Target => ({
  id,
  address: "127.0.0.1",
  port: 1,
  health: { state: process === "running" ? "healthy" : "unhealthy", reason: null, description: null },
  connections: 1,
  requestsInFlight: 0,
  requests: 1,
  process: { pid: 1, state: process, bootId: `boot of ${id}`, ended: null },
});

const room = (id: string, people: string[], messageIds: string[]): RoomReport => ({
  room: "lobby",
  id,
  members: people.map((name) => ({ id: `id of ${name}`, name })),
  messageIds,
  messageCount: messageIds.length,
  digest: "",
  lastMessage: null,
});

const report = (instance: string, rooms: RoomReport[]) => ({ instance, rooms }) as unknown as InstanceReport;

/** Ada is on chat-1, where she said "hello" after Bo's "hi" on chat-2 had vanished with her move; Bo is on chat-2; chat-3 is dead. */
const LAB: LabTruth = {
  at: NOON,
  state: {
    targets: [target("chat-1"), target("chat-2"), target("chat-3", "exited")],
    targetGroup: { name: "chat", attributes: { "stickiness.enabled": "true" } },
    lab: { state: "memory", changing: null, redis: null },
  } as unknown as ControlState,
  reports: new Map([
    ["chat-1", report("chat-1", [room("one", ["Ada"], ["m2"])])],
    ["chat-2", report("chat-2", [room("two", ["Bo"], ["m1", "m3"])])],
  ]),
  silentSince: new Map(),
};

const message = (id: string, text: string, instance: string) => ({
  id,
  room: "lobby",
  text,
  roomId: instance,
  instance,
});

const ADA: WindowTruth = {
  name: "Ada",
  room: "lobby",
  rooms: ["lobby"],
  transport: "auto",
  cutSince: null,
  isDisconnected: false,
  home: "chat-1",
  welcomes: ["chat-2", "chat-1"],
  cookie: {
    value: "sealed",
    opened: { target: "chat-1", issuedAt: NOON, expiresAt: NOON + 1, usable: true, reason: null },
  },
  browser: [{ name: "Ada", room: "lobby", home: "chat-1" }],
  seen: new Map([
    ["m1", message("m1", "hi", "chat-2")],
    ["m2", message("m2", "hello", "chat-1")],
  ]),
};

const SCREEN: Screen = {
  isChat: true,
  isLabOpen: false,
  chips: ["websocket", "cookie AWSALB ✓", "connected"],
  instance: "chat-1",
  isInstanceLost: false,
  verdict: {
    sentence: "#lobby is split: 2 instances hold different versions; 2 people cannot see each other",
    detail: "You are on chat-1 and cannot see Bo on chat-2.",
    tone: "bad",
  },
  pathLine: { text: "Your WebSocket stays on chat-1; your cookie leads back to chat-1.", phase: "idle" },
  you: "you cookie",
  balancer: "load balancer stickiness on",
  store: "shared state off",
  switches: { Stickiness: true, "Shared state": false },
  cards: [
    { instance: "chat-1", words: "you", isMine: true },
    { instance: "chat-2", words: "Bo", isMine: false },
    { instance: "chat-3", words: "dead", isMine: false },
  ],
  answers: {
    "My session holds": "yes: one WebSocket stays where it is",
    "I come back to my own room": "yes: your cookie leads back to chat-1",
    "Everyone sees everyone": "no: each instance has its own",
    "The room outlives its instance": "no: it lives in chat-1's memory",
  },
  members: [{ name: "Ada", notes: ["you"] }],
  outOfSight: [{ name: "Bo", where: "on chat-2" }],
  versions: [
    { instance: "chat-1", people: "1", messages: "1", seen: "you", more: "you · last: Ada, 12:00" },
    { instance: "chat-2", people: "1", messages: "2", seen: "now", more: "Bo · last: Bo, 12:00 · 2 not in yours" },
    { instance: "chat-3", people: "–", messages: "–", seen: "dead", more: "what it held died with it" },
  ],
  messages: [
    {
      name: "Bo",
      text: "hi",
      marks: "held by chat-2; not by chat-1",
      delivery: null,
      vanished: "vanished: only chat-2 knows it",
    },
    {
      name: "Ada",
      text: "hello",
      marks: "held by chat-1; not by chat-2",
      delivery: "accepted by chat-1 has it · 1 of 2 people can see it",
      vanished: null,
    },
  ],
  moves: ["You moved chat-2 → chat-1: 1 message and 1 person are gone"],
  lost: 1,
  unheard: [{ instance: "chat-2", words: "1 message you cannot see · Bo, 12:00:00" }],
  tour: "Bo is on chat-2 and out of your sight, stickiness or not",
  timeline: [
    "Moved chat-2 → chat-1",
    "Connected to chat-1: a new session, not recovered",
    "Connected to chat-2: a new session",
  ],
  rooms: [{ room: "lobby", count: "1", isJoined: true }],
  forecasts: {
    "Kill chat-1": "Dies at once (SIGKILL): you move, and what only it knew is gone.",
    "Kill chat-2": "Dies at once (SIGKILL), and its version of every room with it.",
  },
  outcomes: [],
};

const claimsOf = (change: Partial<Screen>, window = ADA, lab = LAB) =>
  compare({ ...SCREEN, ...change }, window, lab).map(({ claim }) => claim);

it("finds nothing where every sentence is so", () => {
  expect(compare(SCREEN, ADA, LAB)).toEqual([]);
});

it("counts no message as gone that is here again", () => {
  const [gone] = SCREEN.moves;
  expect(claimsOf({ moves: [gone!, "You moved chat-1 → chat-2: 3 messages are here again"] })).toEqual([]);
  expect(claimsOf({ moves: ["You moved chat-1 → chat-2: 3 messages are here again; 1 message is gone"] })).toEqual([]);
});

it("takes for silence, not for a claim, what the lab stands in front of", () => {
  const without = { members: [], outOfSight: [], timeline: [] };
  expect(claimsOf({ ...without, isLabOpen: true })).toEqual([]);
  expect(claimsOf(without)).toEqual(["members with you", "out of sight", "timeline"]);
});

describe("finds each sentence that is not so", () => {
  const [hi, hello] = SCREEN.messages as [Screen["messages"][0], Screen["messages"][0]];
  const answer = (question: string, words: string) => ({ answers: { ...SCREEN.answers, [question]: words } });
  test.each<[claim: string, change: Partial<Screen>]>([
    [
      "path line",
      { pathLine: { text: "Your WebSocket stays on chat-2; your cookie leads back to chat-1.", phase: "idle" } },
    ],
    [
      "path line",
      {
        pathLine: {
          text: "Your WebSocket stays on chat-1; stickiness is off: the next one may lead to any instance.",
          phase: "idle",
        },
      },
    ],
    ["path line", { pathLine: { text: "A sentence that nobody has written down.", phase: "idle" } }],
    ["path line", { pathLine: { text: "Stickiness is off", phase: "observed" } }],
    ["answer: My session holds", answer("My session holds", "not known: nothing answers now")],
    ["answer: I come back to my own room", answer("I come back to my own room", "no: your cookie names chat-2")],
    ["answer: Everyone sees everyone", answer("Everyone sees everyone", "by luck: all happen to be on chat-1")],
    ["answer: The room outlives its instance", answer("The room outlives its instance", "yes: it lives in Redis")],
    ["verdict", { verdict: { ...SCREEN.verdict, sentence: "You are alone in #lobby" } }],
    [
      "verdict",
      {
        verdict: {
          ...SCREEN.verdict,
          sentence: "#lobby is split: 2 instances hold different versions; 3 people cannot all see each other",
        },
      },
    ],
    ["verdict's detail", { verdict: { ...SCREEN.verdict, detail: "You are on chat-1 and cannot see Bo on chat-3." } }],
    ["connected", { chips: ["no stickiness cookie", "reconnecting …"] }],
    ["served by", { instance: "chat-2" }],
    ["cookie chip", { chips: ["websocket", "no stickiness cookie", "connected"] }],
    ["cookie on the path", { you: "you no cookie" }],
    ["windows", { you: "you in 3 windows cookie" }],
    ["stickiness", { switches: { ...SCREEN.switches, Stickiness: false } }],
    ["stickiness in words", { balancer: "load balancer stickiness off" }],
    ["control API", { balancer: "load balancer the control API does not answer" }],
    ["shared state", { switches: { ...SCREEN.switches, "Shared state": true } }],
    ["lit path", { cards: SCREEN.cards.map((card) => ({ ...card, isMine: card.instance === "chat-2" })) }],
    [
      "card of chat-3",
      { cards: SCREEN.cards.map((card) => ({ ...card, words: card.words.replace("dead", "nobody") })) },
    ],
    [
      "card of chat-2 holds",
      { cards: SCREEN.cards.map((card) => ({ ...card, words: card.words.replace("Bo", "nobody") })) },
    ],
    ["members with you", { members: [] }],
    ["out of sight", { outOfSight: [] }],
    ["you elsewhere", { outOfSight: [...SCREEN.outOfSight, { name: "Ada", where: "you, still counted on chat-2" }] }],
    ["version of chat-2", { versions: SCREEN.versions.map((one) => ({ ...one, messages: "1" })) }],
    ["version of chat-3", { versions: SCREEN.versions.map((one) => ({ ...one, seen: "now" })) }],
    ["marks of hello", { messages: [hi, { ...hello, marks: "held by chat-1, chat-2" }] }],
    ["marks of hello", { messages: [hi, { ...hello, marks: "held by chat-1; not by chat-2, chat-3" }] }],
    ["marks of hi", { messages: [{ ...hi, vanished: "vanished: no instance knows it any more" }, hello] }],
    [
      "delivery of hello",
      { messages: [hi, { ...hello, delivery: "accepted by chat-1 has it · 2 of 2 people can see it" }] },
    ],
    ["delivery of hello", { messages: [hi, { ...hello, delivery: "accepted by chat-2" }] }],
    ["gone hi", { messages: [{ ...hi, vanished: null }, hello] }],
    ["here hello", { messages: [hi] }],
    ["message unsaid", { messages: [hi, hello, { ...hello, text: "unsaid" }] }],
    ["lost so far", { lost: 2 }],
    ["moves", { moves: ["You moved chat-2 → chat-1: 2 messages and 1 person are gone"] }],
    ["unheard on chat-2", { unheard: [] }],
    ["unheard on chat-1", { unheard: [...SCREEN.unheard, { instance: "chat-1", words: "1 message you cannot see" }] }],
    ["tour", { tour: "Bo is with you on chat-1; another visitor may land elsewhere" }],
    ["timeline", { timeline: SCREEN.timeline.slice(2) }],
    ["people in #lobby", { rooms: [{ room: "lobby", count: "2", isJoined: true }] }],
    [
      "forecast of Kill chat-2",
      { forecasts: { "Kill chat-2": "Dies at once (SIGKILL): you move, and what only it knew is gone." } },
    ],
    [
      "forecast of Kill chat-1",
      { forecasts: { "Kill chat-1": "Dies at once (SIGKILL): you move, and the room is still there." } },
    ],
    ["outcome chat-2 is dead, and what it held is gone", { outcomes: ["chat-2 is dead, and what it held is gone"] }],
  ])("%s", (claim, change) => {
    expect(claimsOf(change)).toContain(claim);
  });
});

describe("says nothing against a sentence that is so in another lab", () => {
  const next = (words: string) => ({
    pathLine: { text: `Your WebSocket stays on chat-1; ${words}`, phase: "idle" },
  });
  const cookie = (opened: Partial<NonNullable<WindowTruth["cookie"]>["opened"]>): WindowTruth => ({
    ...ADA,
    cookie: { value: "sealed", opened: { ...ADA.cookie!.opened, ...opened } },
  });
  test.each<[words: string, window: WindowTruth]>([
    ["your cookie names chat-2, and the next one goes there.", cookie({ target: "chat-2" })],
    [
      "your cookie names chat-3, which takes no new requests: the next one leads to another instance.",
      cookie({ target: "chat-3", usable: false, reason: "target-unusable" }),
    ],
    [
      "your cookie expired at 12:00:00: the next one may lead to any instance.",
      cookie({ expiresAt: NOON, usable: false, reason: "expired" }),
    ],
    ["you hold no stickiness cookie: the next one may lead to any instance.", { ...ADA, cookie: null }],
  ])("%s", (words, window) => {
    expect(claimsOf(next(words), window)).not.toContain("path line");
    expect(claimsOf(next(words))).toContain("path line");
  });
});

it("calls nothing of the room false that a window without a network cannot know, but that it is connected", () => {
  const claims = claimsOf({}, { ...ADA, cutSince: NOON });
  expect(claims).toContain("connected");
  expect(claims).toContain("answer: My session holds");
  expect(claims).not.toContain("members with you");
});
