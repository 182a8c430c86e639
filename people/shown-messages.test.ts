import { describe, expect, it } from "vitest";
import { createShownMessages } from "./shown-messages.ts";

const at = (roomId: string, seq: number) => ({ instance: "A", roomId, seq });

describe("what a window shows", () => {
  it("shows each message of a version once", () => {
    const shown = createShownMessages();
    shown.joined("r1", false, 0);
    expect([shown.show("m1", at("r1", 1)), shown.show("m1", at("r1", 1))]).toEqual([true, false]);
    expect(shown.show("m1", at("r2", 1))).toBe(true);
  });

  it.each([
    { numbers: [1, 2, 3], hole: null, seen: 3 },
    { numbers: [1, 3], hole: 1, seen: 1 },
    { numbers: [1, 3, 2], hole: null, seen: 3 },
    { numbers: [2], hole: 0, seen: 0 },
  ])("after the numbers $numbers it has seen all up to $seen", ({ numbers, hole, seen }) => {
    const shown = createShownMessages();
    shown.joined("r1", false, 0);
    for (const seq of numbers) shown.show(`m${seq}`, at("r1", seq));
    expect([shown.hole(), shown.lastSeen()]).toEqual([hole, { roomId: "r1", seq: seen }]);
  });

  it("counts nothing of another version, and starts again in one", () => {
    const shown = createShownMessages();
    expect(shown.lastSeen()).toBeNull();
    shown.joined("r1", false, 4);
    shown.show("x", at("r2", 9));
    expect([shown.hole(), shown.lastSeen()]).toEqual([null, { roomId: "r1", seq: 4 }]);
    shown.show("m7", at("r1", 7));
    shown.joined("r1", true, 6);
    expect([shown.hole(), shown.lastSeen()]).toEqual([null, { roomId: "r1", seq: 7 }]);
    shown.joined("r2", false, 0);
    expect(shown.lastSeen()).toEqual({ roomId: "r2", seq: 0 });
  });
});
