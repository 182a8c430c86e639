import { cellKey, type Cell } from "../cell.ts";
import { compare, type Comparison } from "../prediction/compare.ts";
import { holdConversation } from "../conversation.ts";
import { createPeople, namesOf } from "../create-people.ts";
import { createRecorder, type History } from "../history/history.ts";
import type { MeasuredLab } from "../measured-lab.ts";
import { measure, type Measurements } from "../measure.ts";
import { predict, type Circumstances, type Prediction } from "../prediction/predict.ts";
import type { Random } from "../seeded-random.ts";

/** One cell: what was predicted, what was measured, how they compare, and all that was seen. */
export interface CellResult {
  key: string;
  cell: Cell;
  instances: number;
  people: number;
  messages: number;
  milliseconds: number;
  prediction: Prediction;
  measurements: Measurements;
  comparison: Comparison;
  history: History;
}

export interface CellRun {
  cell: Cell;
  lab: MeasuredLab;
  instances: number;
  people: number;
  messages: number;
  room: string;
  random: Random;
}

/** Predicts one cell, then measures it. */
export async function runCell(run: CellRun): Promise<CellResult> {
  const { cell, lab, instances, people, messages } = run;
  const circumstances: Circumstances = { cell, instances, people, isDealtInTurn: lab.control !== null };
  const prediction = predict(circumstances);
  const startedAt = performance.now();
  const recorder = createRecorder({ store: cell.store, people: namesOf(people) });
  await holdConversation({ ...run, recorder, people: createPeople(run, recorder) });
  const { history } = recorder;
  const measurements = measure(history);
  const comparison = compare(circumstances, prediction, measurements);
  const milliseconds = Math.round(performance.now() - startedAt);
  return {
    key: cellKey(cell),
    cell,
    instances,
    people,
    messages,
    milliseconds,
    prediction,
    measurements,
    comparison,
    history,
  };
}
