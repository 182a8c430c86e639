import { describe, expect, it } from "vitest";
import { judgeCookie, readStickinessCookie } from "./stickiness.ts";

describe("the stickiness cookie of a request", () => {
  it.each<[string, string[], string | null]>([
    ["none", [], null],
    ["only the client's own", ["theme=dark; AWSALBTG=t; XAWSALB=x; awsalb=lower"], null],
    ["AWSALB alone", ["AWSALB=a"], "a"],
    ["AWSALBCORS alone", ["AWSALBCORS=c"], "c"],
    ["AWSALBCORS wins over AWSALB (R1.14)", ["AWSALB=a; AWSALBCORS=c"], "c"],
    ["in the other order", ["AWSALBCORS=c; AWSALB=a"], "c"],
    ["among others, without spaces", ["x=1;AWSALB=a;y=2"], "a"],
    ["on a Cookie line of its own", ["x=1", "AWSALB=a", "AWSALBCORS=c"], "c"],
    ["with = inside", ["AWSALB=a+/=="], "a+/=="],
    ["raw, never decoded (R1.15)", ["AWSALB=a%2Bb"], "a%2Bb"],
    ["empty", ["AWSALB="], ""],
    ["without a value", ["AWSALB; x"], null],
    ["a header of nothing but separators", [";;; ;=;"], null],
  ])("%s", (_, headers, expected) => {
    expect(readStickinessCookie(headers, "AWSALB", "first")).toBe(expected);
  });

  it("of several with one name is the first or the last, as pinned (P5)", () => {
    const headers = ["AWSALB=old; AWSALBCORS=old; AWSALB=new; AWSALBCORS=new"];
    expect(readStickinessCookie(headers, "AWSALB", "first")).toBe("old");
    expect(readStickinessCookie(headers, "AWSALB", "last")).toBe("new");
  });
});

describe("the target group cookie of a request", () => {
  it.each<[string, string[], string | null]>([
    ["none", ["AWSALB=a; AWSALBCORS=c; AWSALBTGX=x"], null],
    ["alone", ["AWSALBTG=t"], "t"],
    ["its CORS form wins", ["AWSALBTG=t; AWSALBTGCORS=u; AWSALB=a"], "u"],
  ])("%s (R1.23)", (_, headers, expected) => {
    expect(readStickinessCookie(headers, "AWSALBTG", "first")).toBe(expected);
  });
});

describe("what a cookie is worth", () => {
  const judge = (value: string | null, over: { durationSeconds?: number; nowMs?: number; find?: boolean } = {}) =>
    judgeCookie(value, {
      open: (sealed) => (sealed === "good" ? { target: "A", issuedAtMs: 1_000_000, visitor: null } : null),
      durationSeconds: over.durationSeconds ?? 10,
      nowMs: over.nowMs ?? 1_000_000,
      find: (target) => (over.find === false ? null : `target ${target}`),
    });

  it.each([
    ["no cookie", judge(null), ["none", null, false]],
    ["one that cannot be opened (R1.10)", judge("bad"), ["invalid", null, false]],
    ["a fresh one", judge("good"), ["honoured", "target A", true]],
    ["one as old as the duration", judge("good", { nowMs: 1_010_000 }), ["honoured", "target A", true]],
    ["an older one (R1.8)", judge("good", { nowMs: 1_010_001 }), ["expired", null, false]],
    [
      "one that a shorter duration overtakes (R1.9)",
      judge("good", { nowMs: 1_002_000, durationSeconds: 1 }),
      ["expired", null, false],
    ],
    ["one whose target takes no requests (R1.10, R1.11)", judge("good", { find: false }), ["invalid", null, true]],
  ])("%s", (_, verdict, [stickiness, target, isReadable]) => {
    expect(verdict).toMatchObject({ stickiness, target, isReadable });
  });
});
