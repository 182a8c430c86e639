import { describe, expect, it } from "vitest";
import { allCells, cellKey } from "../cell.ts";
import type { MeasuredLab } from "../measured-lab.ts";
import { selectCells } from "../select-cells.ts";
import { runMatrix, type MatrixProgress } from "./run-matrix.ts";

/** Nobody answers there. */
function deadLab({ restore, reports }: { restore: () => Promise<void>; reports?: () => Promise<never> }): MeasuredLab {
  const idle = async () => {};
  const control = { instances: () => [], setStickiness: idle, kill: idle, drain: idle, restore };
  return {
    url: "http://127.0.0.1:1",
    control,
    store: null,
    reports: reports ?? (async () => []),
    close: idle,
  };
}

const cells = selectCells(allCells(["memory"]), "transport=websocket,happening=nothing");

function run(openLab: () => Promise<MeasuredLab>, onProgress: (progress: MatrixProgress) => void = () => {}) {
  const setting = { people: 2, instances: 2, messages: 1, seed: 1, url: null, adapter: null, leftOut: null, atOnce: 2 };
  return runMatrix({ ...setting, cells, openLab, onProgress });
}

describe("runMatrix", () => {
  it("keeps what was measured where the lab does not recover afterwards, and goes on with another", async () => {
    let opened = 0;
    const notes: string[] = [];
    const { cells: measured, failures } = await run(
      async () => {
        opened += 1;
        return deadLab({ restore: () => Promise.reject(new Error("chat-1 does not start")) });
      },
      (progress) => progress.type === "note" && notes.push(progress.text),
    );
    expect(measured.map(({ key }) => key)).toEqual(cells.map((cell) => cellKey(cell)));
    expect(failures).toEqual([]);
    expect(opened).toBe(cells.length);
    expect(notes).toContain(`another lab is started after ${cellKey(cells[0]!)}: chat-1 does not start`);
  });

  it("puts each cell among the measured or among the failures, never both", async () => {
    let asked = 0;
    const reports = () => ((asked += 1) % 2 === 0 ? Promise.reject(new Error("gone")) : Promise.resolve([] as never));
    const {
      cells: measured,
      failures,
      verdict,
    } = await run(async () => deadLab({ restore: () => Promise.reject(new Error("gone, too")), reports }));
    const keys = [...measured, ...failures].map(({ key }) => key);
    expect(keys.toSorted()).toEqual(cells.map((cell) => cellKey(cell)).toSorted());
    expect(failures.map(({ error }) => error)).toEqual(["gone", "gone"]);
    expect(verdict).not.toBe("valid");
  });
});
