import { describe, expect, test } from "vitest";
import { IDLE_CONNECTION, type Connection } from "../connection/connection.ts";
import { affinityAnswer, fourAnswers, type Answer, type FourAnswersView } from "./four-answers.ts";

const on = (more: Partial<Connection> = {}): Connection => ({
  ...IDLE_CONNECTION,
  status: "connected",
  instance: "chat-2",
  transport: "websocket",
  state: "memory",
  ...more,
});
const view = (more: Partial<FourAnswersView> = {}): FourAnswersView => ({
  connection: on(),
  state: more.connection?.state ?? "memory",
  cookie: { kind: "names", target: "chat-2", isUsable: true },
  isOwnWindows: false,
  stickiness: true,
  byRoom: null,
  mine: "serving",
  verdict: { kind: "split" },
  instances: 3,
  ...more,
});
const tones = (given: FourAnswersView) => fourAnswers(given).map(({ tone }) => tone);

describe("what stickiness changes, and what it does not", () => {
  test("over WebSocket: coming back, and nothing else", () => {
    expect(tones(view())).toEqual(["yes", "yes", "no", "no"]);
    expect(tones(view({ stickiness: false }))).toEqual(["yes", "no", "no", "no"]);
  });
  test("with polling: the session too", () => {
    const polling = on({ transport: "polling" });
    expect(tones(view({ connection: polling }))).toEqual(["yes", "yes", "no", "no"]);
    const lost = on({ status: "retrying", transport: null, unknownInARow: 4 });
    expect(tones(view({ connection: lost, stickiness: false }))).toEqual(["no", "no", "no", "no"]);
  });
  test("shared state changes the other two, and coming back", () => {
    const shared = view({ connection: on({ state: "redis" }), stickiness: false, verdict: { kind: "shared" } });
    expect(tones(shared)).toEqual(["yes", "yes", "yes", "yes"]);
  });
});

describe("affinity by room, without stickiness and without a cookie", () => {
  const led = (target: string) =>
    view({
      byRoom: { room: "lobby", target },
      stickiness: false,
      cookie: { kind: "none" },
      verdict: { kind: "one-instance" },
      connection: on({ transport: "polling" }),
    });
  test("holds the session, leads back and brings everyone together, and does not outlive the instance", () => {
    expect(tones(led("chat-2"))).toEqual(["yes", "yes", "yes", "no"]);
    expect(affinityAnswer(led("chat-2"))).toMatchObject({ tone: "yes", because: expect.stringContaining("no bigger") });
  });
  test("promises nothing of an instance that the rule does not lead to any more", () => {
    expect(tones(led("chat-3"))).toEqual(["luck", "no", "luck", "no"]);
    expect(affinityAnswer(led("chat-3"))).toMatchObject({ tone: "no", because: "chat-3, when you reconnect" });
  });
  test("has no row while no rule leads the room", () => {
    expect(affinityAnswer(view())).toBeNull();
  });
});

test.each<[what: string, id: Answer["id"], view: Partial<FourAnswersView>, tone: Answer["tone"], because: string]>([
  ["I left", "session", { connection: on({ status: "closed" }) }, "unsure", "you disconnected"],
  ["nothing answers", "own-room", { connection: on({ unansweredSince: 1 }) }, "unsure", "nothing answers now"],
  ["not yet", "session", { connection: on({ status: "connecting" }) }, "unsure", "asking for one"],
  [
    "polling that got through without stickiness",
    "session",
    { connection: on({ transport: "polling" }), stickiness: false },
    "luck",
    "until a poll misses chat-2",
  ],
  [
    "one instance",
    "session",
    { connection: on({ transport: "polling" }), instances: 1 },
    "yes",
    "there is one instance",
  ],
  ["one instance", "own-room", { stickiness: false, instances: 1 }, "yes", "there is one instance"],
  ["no cookie", "own-room", { cookie: { kind: "none" } }, "no", "you hold no stickiness cookie"],
  [
    "nobody says where rooms live",
    "own-room",
    { state: null, cookie: { kind: "none" } },
    "unsure",
    "nothing answers now",
  ],
  ["cut off", "own-room", { connection: on({ status: "retrying" }) }, "unsure", "if chat-2 still lives"],
  ["it drains", "own-room", { mine: "leaving" }, "no", "chat-2 takes no new requests"],
  ["it is dead", "own-room", { mine: "dead" }, "no", "chat-2 is dead"],
  ["it is dead", "survival", { mine: "dead" }, "no", "it ended with chat-2"],
  [
    "nobody opens the cookie",
    "own-room",
    { stickiness: null, cookie: { kind: "held" } },
    "unsure",
    "you hold a cookie, and where it leads is not known here",
  ],
  [
    "the cookie is of the instance before",
    "own-room",
    { cookie: { kind: "names", target: "chat-3", isUsable: true } },
    "no",
    "your cookie names chat-3",
  ],
  ["nothing answers", "session", { connection: on({ unansweredSince: 1 }) }, "unsure", "nothing answers now"],
  [
    "windows of one browser",
    "each-other",
    { verdict: { kind: "one-instance" }, isOwnWindows: true },
    "yes",
    "your windows share one cookie",
  ],
  [
    "windows of one browser, stickiness off",
    "each-other",
    { verdict: { kind: "one-instance" }, isOwnWindows: true, stickiness: false },
    "luck",
    "all happen to be on chat-2",
  ],
  ["everybody here", "each-other", { verdict: { kind: "one-instance" } }, "luck", "all happen to be on chat-2"],
  ["alone", "each-other", { verdict: { kind: "alone" } }, "unsure", "nobody else is here"],
  ["silence", "each-other", { verdict: { kind: "silent" } }, "unsure", "not known now"],
  [
    "the store is away",
    "own-room",
    { connection: on({ state: "redis" }), verdict: { kind: "degraded" } },
    "unsure",
    "Redis is out of reach",
  ],
  ["the store is away", "each-other", { verdict: { kind: "degraded" } }, "unsure", "Redis is out of reach"],
  ["not welcomed yet", "survival", { connection: IDLE_CONNECTION }, "unsure", "not known yet"],
])("%s: %s", (_what, id, given, tone, because) => {
  expect(fourAnswers(view(given)).find((answer) => answer.id === id)).toMatchObject({ tone, because });
});
