import express, { type Router } from "express";
import { CONTROL_REQUESTS } from "../../protocol/control/requests.ts";
import type { ExperimentRuns } from "./experiment-runs.ts";
import { readBody } from "./read-body.ts";

/** `/experiment` of the control API: start a run, look at it, stop it, read its report. */
export function experimentRoutes(runs: ExperimentRuns): Router {
  const router = express.Router();
  router.get("/experiment", (_request, response) => {
    response.json(runs.view());
  });
  router.post("/experiment", (request, response) => {
    if (!runs.start(readBody(CONTROL_REQUESTS.experiment, request.body))) {
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
