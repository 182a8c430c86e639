import { describe, expect, it } from "vitest";
import { allCells, cellKey } from "./cell.ts";
import { selectCells } from "./select-cells.ts";

const cells = allCells(["memory"]);

describe("selectCells", () => {
  it("knows 75 cells in memory, each with a name of its own", () => {
    expect(new Set(cells.map((cell) => cellKey(cell))).size).toBe(75);
  });

  it.each([
    ["stickiness=off", 30],
    ["stickiness=off,transport=websocket", 10],
    ["happening=kill|drain", 30],
    [" stickiness = on , happening = nothing | kill ", 12],
    ["on-websocket-browsers-memory-kill", 1],
    ["on-*-kill", 6],
    ["*", 75],
  ])("%j names %d of them", (filter, count) => {
    expect(selectCells(cells, filter)).toHaveLength(count);
  });

  it.each([
    [
      "stickyness=off",
      '"stickyness" is not a setting of a cell; allowed: stickiness, transport, layout, store, happening',
    ],
    ["stickiness=maybe", 'stickiness is "maybe"; allowed: off, on'],
    ["__proto__=off", "is not a setting of a cell"],
    ["store=streams", "names none of the 75 cells"],
    ["off", "a cell's name is like off-default-one-browser-memory-nothing"],
    ["", "names none"],
  ])("%j is refused", (filter, sentence) => {
    expect(() => selectCells(cells, filter)).toThrow(sentence);
  });
});
