import { cellKey } from "../experiment/cell.ts";
import type { FaultRound, FaultsProgress } from "./run-faults.ts";

interface Screen {
  write(text: string): unknown;
}

const SIGNS: Record<FaultRound["verdict"], string> = { valid: "✓", invalid: "✗", unknown: "?" };

/** Progress for a person: a line for each round. */
export function createFaultsView(screen: Screen, durationMs: number): (progress: FaultsProgress) => void {
  const seconds = (ms: number) => `${String(Math.round(ms / 1_000)).padStart(4)} s`;
  return (progress) => {
    if (progress.type === "failed") {
      screen.write(`${progress.store}, round ${progress.number}, could not be held: ${progress.error}\n`);
    }
    if (progress.type !== "done") return;
    const { round, elapsedMs } = progress;
    const { figures, violations, cell, number } = round;
    const faults = Object.values(round.faults).reduce((all, count) => all + count, 0);
    const circumstances = cellKey(cell).replace(/-\w+$/, "");
    screen.write(
      `${seconds(elapsedMs)} of ${seconds(durationMs).trim()} ${SIGNS[round.verdict]} ${circumstances} ${number}: ${faults} faults, ` +
        `${figures.sent.ok} messages, ${figures.lost} of ${figures.expected} lost` +
        `${violations.length > 0 ? ` · ${violations.join("; ")}` : ""}\n`,
    );
  };
}
