import express, { type Router } from "express";
import { REDIS_ACTIONS, type RoomsLive, type StateSwitch } from "../rooms/state-switch.ts";

const STATES: readonly RoomsLive[] = ["memory", "redis"];

/** `PATCH /lab {"state":"redis"}` and what can be done to the lab's own Redis, for the control API. */
export function stateRoutes(rooms: StateSwitch): Router {
  const router = express.Router();
  router.patch("/lab", (request, response, next) => {
    const wanted = readState(request.body);
    if (!wanted.ok) return void response.status(400).json({ error: { message: wanted.sentence } });
    rooms.change(wanted.state).then(() => response.json(rooms.view()), next);
  });
  for (const action of REDIS_ACTIONS) {
    router.post(`/redis/${action}`, async (_request, response) => {
      await rooms.act(action);
      response.json(rooms.view());
    });
  }
  return router;
}

function readState(body: unknown): { ok: true; state: RoomsLive } | { ok: false; sentence: string } {
  const { state, ...others } = (typeof body === "object" && body !== null ? body : {}) as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return { ok: false, sentence: `"${unknown}" is not known; allowed: state` };
  const found = STATES.find((one) => one === state);
  if (found) return { ok: true, state: found };
  return {
    ok: false,
    sentence: `"state" is ${(JSON.stringify(state) ?? "missing").slice(0, 100)}; allowed: ${STATES.join(", ")}`,
  };
}
