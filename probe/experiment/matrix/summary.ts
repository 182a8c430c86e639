import { percent } from "../../report/words.ts";
import type { Answer, Prediction } from "../prediction/predict.ts";
import type { CellResult } from "./run-cell.ts";

const MARKS: Record<Answer | "partly", string> = {
  yes: "yes",
  no: "no",
  "by luck": "luck",
  partly: "some",
  "not asked": "–",
};

/** An answer to one of the four questions in a few letters. */
export function mark(answer: Answer | "partly"): string {
  return MARKS[answer];
}

/** What a cell is expected to show, in one line. */
export function predictedSummary({ answers, lossShare }: Prediction): string {
  const loss =
    answers.Q1 === "no"
      ? "no lasting sessions"
      : lossShare === null
        ? "loss by who meets whom"
        : `${percent(lossShare)} lost`;
  return `${questions(answers)} · ${loss}`;
}

/** What it showed. */
export function measuredSummary({ comparison, measurements }: Pick<CellResult, "comparison" | "measurements">): string {
  const { lost, expected } = measurements.crossUser;
  const answers = Object.fromEntries(comparison.answers.map(({ question, measured }) => [question, measured]));
  const loss =
    expected > 0 ? `${lost.length} of ${expected} lost (${percent(lost.length / expected)})` : "nothing could be said";
  return `${questions(answers)} · ${loss}`;
}

function questions(answers: Record<string, Answer | "partly">): string {
  return Object.entries(answers)
    .filter(([, answer]) => answer !== "not asked")
    .map(([question, answer]) => `${question} ${mark(answer)}`)
    .join(", ");
}
