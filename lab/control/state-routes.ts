import express, { type Router } from "express";
import { CONTROL_REQUESTS } from "../../protocol/control/requests.ts";
import { REDIS_ACTIONS, type StateSwitch } from "../rooms/state-switch.ts";
import { readBody } from "./read-body.ts";

/** `PATCH /lab {"state":"redis"}` and what can be done to the lab's own Redis, for the control API. */
export function stateRoutes(rooms: StateSwitch): Router {
  const router = express.Router();
  router.patch("/lab", (request, response, next) => {
    const { state } = readBody(CONTROL_REQUESTS.lab, request.body);
    rooms.change(state).then(() => response.json(rooms.view()), next);
  });
  for (const action of REDIS_ACTIONS) {
    router.post(`/redis/${action}`, async (_request, response) => {
      await rooms.act(action);
      response.json(rooms.view());
    });
  }
  return router;
}
