import express, { type Router } from "express";
import { CONTROL_REQUESTS } from "../../protocol/control/requests.ts";
import { InstanceStateError } from "../instances/instance-group.ts";
import { REDIS_ACTIONS, type StateSwitch } from "../rooms/state-switch.ts";
import type { RoomAffinitySwitch } from "../rooms/room-affinity.ts";
import { readBody } from "./read-body.ts";

/**
 * `PATCH /lab {"state":"redis"}`, `{"roomAffinity":true}`, and what can be done to the lab's own Redis, for the control API.
 * @param affinity or why it cannot be had.
 */
export function stateRoutes(rooms: StateSwitch, affinity: RoomAffinitySwitch | string): Router {
  const router = express.Router();
  router.patch("/lab", (request, response, next) => {
    const { state, roomAffinity } = readBody(CONTROL_REQUESTS.lab, request.body);
    if (roomAffinity !== undefined) {
      if (typeof affinity === "string") throw new InstanceStateError(affinity);
      affinity.set(roomAffinity);
    }
    const changed = state === undefined ? Promise.resolve() : rooms.change(state);
    changed.then(
      () => response.json({ ...rooms.view(), roomAffinity: typeof affinity === "string" ? null : affinity.view() }),
      next,
    );
  });
  for (const action of REDIS_ACTIONS) {
    router.post(`/redis/${action}`, async (_request, response) => {
      await rooms.act(action);
      response.json(rooms.view());
    });
  }
  return router;
}
