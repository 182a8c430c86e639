/** What the control API's `GET /experiment` says. */
export interface ExperimentRun {
  state: "none" | "running" | "done" | "failed";
  startedAt: number | null;
  finishedAt: number | null;
  sentence: string;
  cells: readonly ExperimentCell[];
}

export interface ExperimentCell {
  key: string;
  stickiness: string;
  transport: string;
  layout: string;
  store: string;
  happening: string;
  phase: "waiting" | "running" | "done";
  predicted: string;
  measured: string;
  verdict: "as-predicted" | "contradicted" | "unknown" | null;
  lost: number | null;
  expected: number | null;
}
