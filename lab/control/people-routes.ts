import express, { type Router } from "express";
import { PersonRequest, ReloadRequest, SayRequest } from "../../protocol/control/people.ts";
import type { People } from "../people/people-group.ts";
import { readBody } from "./read-body.ts";

/** `/people` of the control API: simulated people come, speak, lose their connection, reload, leave, and are gone. */
export function peopleRoutes(people: People): Router {
  const router = express.Router();
  router.post("/people", async (request, response) => {
    response.status(201).json(await people.add(readBody(PersonRequest, request.body)));
  });
  router.post("/people/:id/say", async (request, response) => {
    response.json(await people.say(request.params.id, readBody(SayRequest, request.body).text));
  });
  router.post("/people/:id/reload", async (request, response) => {
    response.json(await people.reload(request.params.id, readBody(ReloadRequest, request.body).forget));
  });
  for (const action of ["drop", "leave"] as const) {
    router.post(`/people/:id/${action}`, async (request, response) => {
      response.json(await people[action](request.params.id));
    });
  }
  router.delete("/people/:id", async (request, response) => {
    response.json(await people.remove(request.params.id));
  });
  return router;
}
