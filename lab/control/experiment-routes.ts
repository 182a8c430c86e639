import express, { type Router } from "express";
import type { ExperimentRequest, ExperimentRuns } from "./experiment-runs.ts";

/** `/experiment` of the control API: start a run, look at it, stop it, read its report. */
export function experimentRoutes(runs: ExperimentRuns): Router {
  const router = express.Router();
  router.get("/experiment", (_request, response) => {
    response.json(runs.view());
  });
  router.post("/experiment", (request, response) => {
    const wanted = readRequest(request.body ?? {});
    if (typeof wanted === "string") return void response.status(400).json({ error: { message: wanted } });
    if (!runs.start(wanted)) {
      return void response.status(409).json({ error: { message: "an experiment is running already" } });
    }
    response.status(202).json(runs.view());
  });
  router.delete("/experiment", async (_request, response) => {
    await runs.stop();
    response.json(runs.view());
  });
  router.get("/experiment/report", (_request, response) => {
    const report = runs.report();
    if (report === null) return void response.status(404).json({ error: { message: "there is no report yet" } });
    response.type("html").send(report);
  });
  return router;
}

/** The request, or a sentence about what is wrong. What the numbers may be, the experiment itself knows. */
function readRequest(body: unknown): ExperimentRequest | string {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "the body is a JSON object";
  const { cells, people, messages, seed, ...others } = body as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return `"${unknown}" is not known; allowed: cells, people, messages, seed`;
  if (cells !== undefined && (typeof cells !== "string" || cells.length > 1_000)) {
    return `"cells" is ${JSON.stringify(cells).slice(0, 100)}; allowed: a filter like "stickiness=off"`;
  }
  for (const [name, value] of Object.entries({ people, messages, seed })) {
    if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 0)) continue;
    return `"${name}" is ${JSON.stringify(value).slice(0, 100)}; allowed: a whole number`;
  }
  return { cells, people, messages, seed } as ExperimentRequest;
}
