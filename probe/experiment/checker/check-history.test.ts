import { describe, expect, it } from "vitest";
import { CAUSES, type Cause } from "./cause-of-loss.ts";
import { checkHistory } from "./check-history.ts";
import { writeStory, type Story } from "./fixtures/write-story.ts";

const two = () => writeStory(["Ada", "Bo"]);
const shared = () => writeStory(["Ada", "Bo"], "streams");
const foreign = () => writeStory(["Ada", "Bo"], "adapter").comes("Ada", "A").comes("Bo", "B");
const together = () => two().comes("Ada", "A").comes("Bo", "A");

describe("the outcomes", () => {
  it.each<[string, Story, object]>([
    [
      "a message that arrives is delivered",
      together().says("Ada", "m", "A").gets("Ada", "m").gets("Bo", "m").waits("Bo"),
      { verdict: "valid", expected: 1, delivered: 1, lost: [] },
    ],
    [
      "one that is refused is expected by nobody",
      together().begins("Ada", "m").ends("Ada", "m", "fail").waits("Bo"),
      { verdict: "unknown", expected: 0, sent: { ok: 0, fail: 1, unknown: 0 } },
    ],
    [
      "one without an answer is never counted as lost",
      together().begins("Ada", "m").ends("Ada", "m", "unknown").waits("Bo"),
      { expected: 0, lost: [], sent: { ok: 0, fail: 0, unknown: 1 } },
    ],
    [
      "one whose answer is still to come is unknown",
      together().begins("Ada", "m").waits("Bo"),
      { expected: 0, lost: [], sent: { ok: 0, fail: 0, unknown: 1 } },
    ],
    [
      "one without an answer may arrive all the same",
      together().begins("Ada", "m").ends("Ada", "m", "unknown", "A").gets("Bo", "m").waits("Bo"),
      { phantoms: [], strangers: [], expected: 0 },
    ],
    [
      "absence before a barrier proves nothing",
      together().says("Ada", "m", "A"),
      { verdict: "unknown", expected: 1, lost: [], undetermined: [{ message: "m", sender: "Ada", receiver: "Bo" }] },
    ],
    [
      "what arrives after the receiver's barrier is late",
      together().says("Ada", "m", "A").waits("Bo").gets("Bo", "m"),
      { verdict: "valid", delivered: 1, late: [{ message: "m", sender: "Ada", receiver: "Bo" }] },
    ],
    [
      "what the history gave to who came back is not late",
      together().goes("Bo").says("Ada", "m", "A").comes("Bo", "A").waits("Bo").gets("Bo", "m", "history"),
      { delivered: 1, late: [] },
    ],
    [
      "the same message twice is a duplicate",
      together().says("Ada", "m", "A").gets("Bo", "m").gets("Bo", "m").waits("Bo"),
      { verdict: "invalid", duplicated: [{ message: "m", sender: "Ada", receiver: "Bo" }], outOfOrder: [] },
    ],
    [
      "a packet that comes again and is not shown again is none",
      together().says("Ada", "m", "A").gets("Bo", "m").getsAgain("Bo", "m").waits("Bo"),
      { verdict: "valid", duplicated: [], repeats: 1 },
    ],
    [
      "one that a history shows again is",
      together().says("Ada", "m", "A").gets("Bo", "m").gets("Bo", "m", "history").waits("Bo"),
      { verdict: "invalid", duplicated: [{ message: "m", sender: "Ada", receiver: "Bo" }] },
    ],
    [
      "the second before the first is out of order",
      together().says("Ada", "m", "A").says("Ada", "n", "A").gets("Bo", "n").gets("Bo", "m").waits("Bo"),
      { verdict: "invalid", outOfOrder: [{ message: "m", sender: "Ada", receiver: "Bo" }] },
    ],
    [
      "somebody who never asked to join is a stranger",
      two().comes("Ada", "A").connects("Bo", "A").says("Ada", "m", "A").gets("Bo", "m"),
      { verdict: "invalid", expected: 0, strangers: [{ message: "m", sender: "Ada", receiver: "Bo" }] },
    ],
    [
      "so is somebody who has left",
      together().leaves("Bo").says("Ada", "m", "A").gets("Bo", "m"),
      { verdict: "invalid", expected: 0, strangers: [{ message: "m", sender: "Ada", receiver: "Bo" }] },
    ],
    [
      "what was refused and arrives nevertheless is a phantom",
      together().begins("Ada", "m").ends("Ada", "m", "fail", "A").gets("Bo", "m"),
      { verdict: "invalid", phantoms: [{ message: "m", sender: "Ada", receiver: "Bo" }] },
    ],
    [
      "what nobody said is a phantom",
      together().gets("Bo", "m"),
      { verdict: "invalid", phantoms: [{ message: "m", sender: "nobody", receiver: "Bo" }] },
    ],
    [
      "a newcomer need not know what was said before",
      two().comes("Ada", "A").says("Ada", "m", "A").comes("Bo", "A").waits("Bo"),
      { verdict: "valid", expected: 0, lost: [] },
    ],
    [
      "who is away and never comes back is not expected to have it",
      together().goes("Bo").says("Ada", "m", "A"),
      { verdict: "valid", expected: 0, lost: [] },
    ],
    [
      "who left is not, even if he comes again",
      together().leaves("Bo").says("Ada", "m", "A").joins("Bo", "A").waits("Bo"),
      { expected: 0, lost: [] },
    ],
    [
      "who is away and comes back is",
      together().goes("Bo").says("Ada", "m", "A").comes("Bo", "A").gets("Bo", "m", "history").waits("Bo"),
      { verdict: "valid", expected: 1, delivered: 1 },
    ],
    [
      "a recovered connection is back in the room without joining",
      together().goes("Bo").says("Ada", "m", "A").connects("Bo", "A", { recovered: true }).gets("Bo", "m").waits("Bo"),
      { verdict: "valid", expected: 1, delivered: 1, strangers: [] },
    ],
    ["silence proves nothing", together(), { verdict: "unknown", reasons: ["no message was accepted"] }],
  ])("%s", (_name, { history }, findings) => {
    expect(checkHistory(history)).toMatchObject(findings);
  });
});

describe("somebody's own adapter", () => {
  it.each<[string, Story, object]>([
    ["may bring it", foreign().says("Ada", "m", "A").gets("Bo", "m").waits("Bo"), { verdict: "valid", delivered: 1 }],
    [
      "need not bring it to who was away and comes back by a connection of its own",
      foreign().goes("Bo").says("Ada", "m", "A").comes("Bo", "A").gets("Bo", "m", "history").waits("Bo"),
      { verdict: "valid", delivered: 1, lost: [] },
    ],
    [
      "need not bring what two instances accepted in the order of their acceptance",
      foreign()
        .says("Ada", "m", "A")
        .says("Bo", "n", "B")
        .gets("Ada", "n")
        .gets("Ada", "m")
        .gets("Bo", "m")
        .waits("Ada", "Bo"),
      { verdict: "valid", outOfOrder: [] },
    ],
    [
      "is to keep the order of one instance",
      foreign().says("Ada", "m", "A").says("Ada", "n", "A").gets("Bo", "n").gets("Bo", "m").waits("Bo"),
      { verdict: "invalid", outOfOrder: [{ message: "m", sender: "Ada", receiver: "Bo" }] },
    ],
    [
      "is not to bring it twice, though a page shows it once",
      foreign().says("Ada", "m", "A").gets("Bo", "m").getsAgain("Bo", "m").waits("Bo"),
      { verdict: "invalid", duplicated: [{ message: "m", sender: "Ada", receiver: "Bo" }] },
    ],
    [
      "has not brought it twice when the receiver had asked again",
      foreign().says("Ada", "m", "A").gets("Bo", "m").getsAgain("Bo", "m", "history").waits("Bo"),
      { verdict: "valid", duplicated: [] },
    ],
  ])("%s", (_name, { history }, findings) => {
    expect(checkHistory(history)).toMatchObject(findings);
  });
});

describe("the cause of a loss", () => {
  const causes: [Cause, string, Story][] = [
    [
      "on another instance with no shared state",
      "the receiver was elsewhere",
      two().comes("Ada", "A").comes("Bo", "B").says("Ada", "m", "A").waits("Bo"),
    ],
    [
      "on another instance with no shared state",
      "the receiver was away from elsewhere and came back there",
      two().comes("Ada", "A").comes("Bo", "B").goes("Bo").says("Ada", "m", "A").comes("Bo", "B").waits("Bo"),
    ],
    [
      "unknown session (400)",
      "the receiver's session broke before it arrived",
      together().says("Ada", "m", "A").goes("Bo", "unknown-session"),
    ],
    [
      "unknown session (400)",
      "it broke, and the next one was elsewhere",
      together().says("Ada", "m", "A").goes("Bo", "unknown-session").comes("Bo", "B").waits("Bo"),
    ],
    [
      "moved to an instance without the room",
      "the receiver was away and came back elsewhere",
      together().goes("Bo").says("Ada", "m", "A").comes("Bo", "B").waits("Bo"),
    ],
    [
      "moved to an instance without the room",
      "the receiver dropped out before it arrived and came back elsewhere",
      together().says("Ada", "m", "A").goes("Bo").comes("Bo", "B").waits("Bo"),
    ],
    [
      "instance died",
      "the instance died before it had passed it on",
      together().says("Ada", "m", "A").dies("A").goes("Bo", "closed").comes("Bo", "B").waits("Bo"),
    ],
    [
      "instance died",
      "the instance died while the receiver was away",
      together().goes("Bo").says("Ada", "m", "A").dies("A").comes("Bo", "B").waits("Bo"),
    ],
    [
      "instance died",
      "it died and came back with an empty room",
      together().goes("Bo").says("Ada", "m", "A").dies("A").comes("Bo", "A").waits("Bo"),
    ],
    [
      "adapter down",
      "the instances could not reach one another",
      shared().comes("Ada", "A").comes("Bo", "B").adapter("down").says("Ada", "m", "A").waits("Bo").adapter("up"),
    ],
    [
      "offline beyond recovery",
      "the history had forgotten it",
      together().goes("Bo").says("Ada", "m", "A").connects("Bo", "A").joins("Bo", "A", { gap: true }).waits("Bo"),
    ],
    [
      "offline beyond recovery",
      "the receiver dropped out before it arrived and never came back",
      together().says("Ada", "m", "A").goes("Bo", "closed"),
    ],
    [
      "adapter down",
      "it was on its way when the instances lost one another",
      shared().comes("Ada", "A").comes("Bo", "B").says("Ada", "m", "A").adapter("down").waits("Bo").adapter("up"),
    ],
    [
      "adapter down",
      "somebody's adapter was down, and the receiver asked for it",
      foreign().adapter("down").says("Ada", "m", "A").gets("Bo", "m", "history").waits("Bo").adapter("up"),
    ],
    [
      "not carried by the adapter",
      "the receiver was there, and had to ask for it",
      foreign().says("Ada", "m", "A").joins("Bo", "B").gets("Bo", "m", "history").waits("Bo"),
    ],
    [
      "not carried by the adapter",
      "the adapter went down only when a barrier had shown that it was missing",
      foreign().says("Ada", "m", "A").gets("Bo", "m", "history").waits("Bo").adapter("down").adapter("up"),
    ],
    [
      "recovered without it",
      "the adapter recovered the connection, and did not give what that had missed",
      foreign()
        .goes("Bo")
        .says("Ada", "m", "A")
        .connects("Bo", "A", { recovered: true })
        .joins("Bo", "A")
        .gets("Bo", "m", "history")
        .waits("Bo"),
    ],
    ["unexplained", "the receiver was there all the while", together().says("Ada", "m", "A").waits("Bo")],
    [
      "unexplained",
      "the receiver came back to the room that holds it",
      together().goes("Bo").says("Ada", "m", "A").comes("Bo", "A").waits("Bo"),
    ],
    [
      "unexplained",
      "shared state has no other instance",
      shared().comes("Ada", "A").comes("Bo", "B").says("Ada", "m", "A").waits("Bo"),
    ],
    [
      "unexplained",
      "the adapter was up again",
      shared().comes("Ada", "A").comes("Bo", "B").adapter("down").adapter("up").says("Ada", "m", "A").waits("Bo"),
    ],
  ];

  it.each(causes)("%s: %s", (cause, _how, { history }) => {
    const { lost, verdict } = checkHistory(history);
    expect(lost).toMatchObject([{ message: "m", sender: "Ada", receiver: "Bo", cause }]);
    expect(verdict).toBe(cause === "unexplained" ? "invalid" : "valid");
  });

  it("has an example here for each that our chat can have", () => {
    const ours = CAUSES.filter((cause) => cause !== "not known");
    expect(new Set(causes.map(([cause]) => cause))).toEqual(new Set(ours));
  });
});
