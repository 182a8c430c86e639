import { styleText } from "node:util";
import { hasColour } from "../../../machine/commands/has-colour.ts";
import { cellKey, DIMENSIONS, type Cell } from "../cell.ts";
import type { MatrixProgress } from "./run-matrix.ts";

type Phase = "waiting" | "running" | "as-predicted" | "contradicted" | "unknown";

const SIGNS: Record<Phase, string> = {
  waiting: "·",
  running: "◌",
  "as-predicted": "✓",
  contradicted: "✗",
  unknown: "?",
};
const COLOURS = {
  waiting: "dim",
  running: "cyan",
  "as-predicted": "green",
  contradicted: "red",
  unknown: "yellow",
} as const;

interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
  hasColors?: () => boolean;
}

/**
 * Progress for a person: in a terminal the matrix, filling as cells are measured and redrawn in place; elsewhere a line
 * for each cell.
 */
export function createLiveView(screen: Screen): (progress: MatrixProgress) => void {
  const phases = new Map<string, Phase>();
  let cells: Cell[] = [];
  let note = "";
  let drawn = 0;
  let done = 0;

  const draw = () => {
    const lines = [
      ...matrix(cells, phases, hasColour(screen)),
      `${done} of ${cells.length} cells measured${note && ` · ${note}`}`,
    ];
    // Back to the first line, each line again, and what is below it cleared.
    const home = drawn > 0 ? `\u001B[${drawn}A\r` : "";
    screen.write(`${home}${lines.map((line) => `${line}\u001B[K\n`).join("")}`);
    drawn = lines.length;
  };

  return (progress) => {
    let line = "";
    if (progress.type === "plan") cells = progress.cells;
    if (progress.type === "started") phases.set(cellKey(progress.cell), "running");
    if (progress.type === "note") line = note = progress.text;
    if (progress.type === "done" || progress.type === "failed") {
      done += 1;
      const key = progress.type === "done" ? progress.result.key : progress.failure.key;
      const phase = progress.type === "done" ? progress.result.comparison.verdict : "unknown";
      phases.set(key, phase);
      const why = progress.type === "failed" ? `: ${progress.failure.error}` : "";
      line = `${String(done).padStart(3)}/${cells.length} ${SIGNS[phase]} ${key}${why}`;
    }
    if (screen.isTTY) draw();
    else if (line) screen.write(`${line}\n`);
  };
}

/** A row for each setting of the room, a sign for each thing that can happen in it. */
function matrix(cells: readonly Cell[], phases: ReadonlyMap<string, Phase>, isColoured: boolean): string[] {
  const happenings = DIMENSIONS.happening.filter((one) => cells.some(({ happening }) => happening === one));
  const rows = new Map<string, Cell[]>();
  for (const cell of cells) {
    const name = `${cell.store} · stickiness ${cell.stickiness} · ${cell.transport} · ${cell.layout}`;
    rows.set(name, [...(rows.get(name) ?? []), cell]);
  }
  const width = Math.max(0, ...[...rows.keys()].map((name) => name.length));
  const head = `${" ".repeat(width)}  ${happenings.map((name) => name.padEnd(9)).join(" ")}`;
  const lines = [...rows].map(([name, row]) => {
    const signs = happenings.map((happening) => {
      const cell = row.find((one) => one.happening === happening);
      const phase = cell ? (phases.get(cellKey(cell)) ?? "waiting") : null;
      const sign = (phase ? SIGNS[phase] : "").padEnd(9);
      return phase && isColoured ? styleText(COLOURS[phase], sign, { validateStream: false }) : sign;
    });
    return `${name.padEnd(width)}  ${signs.join(" ")}`;
  });
  return [head, ...lines];
}
