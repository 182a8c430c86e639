import { z } from "zod";

/** One cell of the matrix, as `GET /experiment` tells of it. */
export interface ExperimentCell {
  key: string;
  stickiness: string;
  transport: string;
  layout: string;
  store: string;
  happening: string;
  phase: "waiting" | "running" | "done";
  predicted: string;
  /** Empty until it is done. */
  measured: string;
  /** Null until it is done. */
  verdict: "as-predicted" | "contradicted" | "unknown" | null;
  /** Null until it is done, and when it could not be measured. */
  lost: number | null;
  expected: number | null;
}

/** `GET /experiment`: the newest run. Times are milliseconds since 1970. */
export interface ExperimentRun {
  state: "none" | "running" | "done" | "failed";
  startedAt: number | null;
  finishedAt: number | null;
  sentence: string;
  cells: readonly ExperimentCell[];
}

/** A cell as `experiment --progress=json` plans it. */
const PlannedCell = z.object({
  key: z.string(),
  stickiness: z.string(),
  transport: z.string(),
  layout: z.string(),
  store: z.string(),
  happening: z.string(),
  predicted: z.string(),
});

const Count = z.number().int().min(0);

/** One line of `experiment --progress=json`, on its stderr. */
export const ExperimentProgressLine = z.discriminatedUnion("type", [
  z.object({ type: z.literal("plan"), cells: z.array(PlannedCell) }),
  z.object({ type: z.literal("started"), key: z.string() }),
  z.object({
    type: z.literal("done"),
    key: z.string(),
    measured: z.string(),
    verdict: z.enum(["as-predicted", "contradicted", "unknown"]),
    lost: Count,
    expected: Count,
  }),
  z.object({ type: z.literal("failed"), key: z.string(), error: z.string() }),
  z.object({ type: z.literal("note"), text: z.string() }),
]);

export type ExperimentProgressLine = z.infer<typeof ExperimentProgressLine>;
