import { describe, expect, it } from "vitest";
import type { Outcome } from "../../../people/person-event.ts";
import { createRecorder } from "../history/history.ts";
import { checkHistory } from "./check-history.ts";

const PEOPLE = ["Ada", "Bo"];

/** A history of somebody's application, written by hand. */
function tell() {
  let time = 0;
  const { history, record } = createRecorder({ store: "application", people: PEOPLE }, () => time++);
  const places = new Map<string, { instance: string; roomId: string; seq: number; sender: string }>();
  let seq = 0;
  const story = {
    comes(person: string, instance: string, room = "x") {
      record({ type: "attempt", person, number: 1 });
      const rest = { recovered: false, transport: "websocket", attempts: 1, milliseconds: 1, bootId: "" };
      record({ type: "connected", person, instance, ...rest });
      record({ type: "join", person });
      record({ type: "joined", person, outcome: "ok", instance, roomId: room });
      return story;
    },
    goes(person: string, why: "dropped" | "unknown-session" | "closed" = "dropped") {
      record({ type: "disconnected", person, why, reason: "" });
      return story;
    },
    says(person: string, message: string, instance: string, outcome: Outcome | "unconfirmed" = "ok", room = "x") {
      const place = { instance, roomId: room, seq: (seq += 1) };
      places.set(message, { ...place, sender: person });
      record({ type: "send", person, message, purpose: "talk" });
      record({ type: "sent", person, message, outcome, place });
      return story;
    },
    gets(person: string, message: string) {
      const { sender, ...place } = places.get(message)!;
      record({ type: "delivered", person, message, sender, place, via: "live" });
      return story;
    },
    dies(instance: string) {
      record({ type: "instance", instance, what: "killed" });
      record({ type: "instance", instance, what: "stopped" });
      return story;
    },
    waits(...whom: string[]) {
      for (const person of whom) record({ type: "barrier", person });
      return checkHistory(history);
    },
  };
  return story;
}

const causes = ({ lost }: ReturnType<typeof checkHistory>) => lost.map(({ message, cause }) => `${message} ${cause}`);

describe("why an application did not deliver", () => {
  it("on another instance, from which nothing ever came", () => {
    const found = tell().comes("Ada", "a").comes("Bo", "b").says("Ada", "m1", "a").waits("Ada", "Bo");
    expect(causes(found)).toEqual(["m1 on another instance with no shared state"]);
    expect(found).toMatchObject({ expected: 1, delivered: 0, inRoom: 1, verdict: "valid" });
  });

  it("nothing explains one of two, when the other came over", () => {
    const story = tell()
      .comes("Ada", "a")
      .comes("Bo", "b")
      .says("Ada", "m1", "a")
      .says("Ada", "m2", "a")
      .gets("Bo", "m2");
    expect(causes(story.waits("Ada", "Bo"))).toEqual(["m1 unexplained"]);
  });

  it("nothing explains it on one instance", () => {
    expect(causes(tell().comes("Ada", "a").comes("Bo", "a").says("Ada", "m1", "a").waits("Ada", "Bo"))).toEqual([
      "m1 unexplained",
    ]);
  });

  it("is not known where nobody tells who is where", () => {
    expect(causes(tell().comes("Ada", "").comes("Bo", "").says("Ada", "m1", "").waits("Ada", "Bo"))).toEqual([
      "m1 not known",
    ]);
  });

  it.each([
    ["dropped", "offline beyond recovery"],
    ["unknown-session", "unknown session (400)"],
  ] as const)("%s, and back after it was said", (why, cause) => {
    const found = tell().comes("Ada", "a").comes("Bo", "a").goes("Bo", why).says("Ada", "m1", "a").comes("Bo", "a");
    const { lost, inRoom } = found.waits("Ada", "Bo");
    expect(lost).toEqual([{ message: "m1", sender: "Ada", receiver: "Bo", cause, wasAway: true }]);
    expect(inRoom).toBe(0);
  });

  it("its instance died", () => {
    const story = tell().comes("Ada", "a").comes("Bo", "b").dies("b").goes("Bo", "closed").says("Ada", "m1", "a");
    expect(causes(story.comes("Bo", "a").waits("Ada", "Bo"))).toEqual(["m1 instance died"]);
  });
});

describe("an application's history", () => {
  it("never calls lost what was not confirmed", () => {
    const found = tell().comes("Ada", "a").comes("Bo", "b").says("Ada", "m1", "a", "unconfirmed").waits("Ada", "Bo");
    expect(found.lost).toEqual([]);
    expect(found.notReceived).toMatchObject([{ message: "m1", receiver: "Bo", wasAway: false }]);
    expect(found).toMatchObject({ expected: 0, unconfirmed: { expected: 1, delivered: 0 }, verdict: "valid" });
    expect(found.sent).toEqual({ ok: 0, fail: 0, unknown: 0, unconfirmed: 1 });
  });

  it("expects nothing in another room, and finds what goes there", () => {
    const story = tell().comes("Ada", "a", "x").comes("Bo", "a", "y").says("Ada", "m1", "a");
    expect(story.waits("Ada", "Bo")).toMatchObject({ expected: 0, lost: [], strangers: [] });
    expect(story.gets("Bo", "m1").waits("Bo").strangers).toMatchObject([{ message: "m1", receiver: "Bo" }]);
  });

  it("holds each sender's order, and no order between senders", () => {
    const story = tell()
      .comes("Ada", "a")
      .comes("Bo", "a")
      .says("Ada", "m1", "a")
      .says("Bo", "n1", "a")
      .says("Ada", "m2", "a");
    const fine = story.gets("Bo", "m1").gets("Bo", "m2").gets("Ada", "n1").waits("Ada", "Bo");
    expect(fine).toMatchObject({ outOfOrder: [], misplaced: [], verdict: "valid" });
    const other = tell().comes("Ada", "a").comes("Bo", "a").says("Ada", "m1", "a").says("Ada", "m2", "a");
    expect(other.gets("Bo", "m2").gets("Bo", "m1").waits("Bo").outOfOrder).toMatchObject([{ message: "m1" }]);
  });
});
