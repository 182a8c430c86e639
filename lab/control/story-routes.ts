import express, { type Router } from "express";
import type { StoryLease } from "./story-lease.ts";

/** `/story` of the control API: begin it, load its page again, and end it; its stream is `GET /events?story=ID`. */
export function storyRoutes(lease: StoryLease): Router {
  const router = express.Router();
  router.post("/story", (_request, response) => {
    response.status(201).json(lease.begin());
  });
  router.post("/story/:id/reload", (request, response) => {
    lease.reloads(request.params.id);
    response.json({});
  });
  router.delete("/story/:id", (request, response, next) => {
    lease.end(request.params.id).then(() => response.json({}), next);
  });
  return router;
}
