import express, { type NextFunction, type Response, type Router } from "express";
import { PersonRequest, ReloadRequest, SayRequest } from "../../protocol/control/people.ts";
import type { People } from "../people/people-group.ts";
import { readBody } from "./read-body.ts";

/** `/people` of the control API: simulated people come, speak, lose their connection, reload, leave, and are gone. */
export function peopleRoutes(people: People): Router {
  const router = express.Router();
  const answer = (response: Response, next: NextFunction, work: Promise<object>) =>
    void work.then((body) => response.json(body), next);

  router.post("/people", (request, response, next) => {
    answer(response.status(201), next, people.add(readBody(PersonRequest, request.body)));
  });
  router.post("/people/:id/say", (request, response, next) => {
    answer(response, next, people.say(request.params.id, readBody(SayRequest, request.body).text));
  });
  router.post("/people/:id/reload", (request, response, next) => {
    answer(response, next, people.reload(request.params.id, readBody(ReloadRequest, request.body).forget));
  });
  for (const action of ["drop", "leave"] as const) {
    router.post(`/people/:id/${action}`, (request, response, next) => {
      answer(response, next, people[action](request.params.id));
    });
  }
  router.delete("/people/:id", (request, response, next) => {
    answer(response, next, people.remove(request.params.id));
  });
  return router;
}
