import { expect, test } from "vitest";
import { IDLE_CONNECTION } from "../connection/connection.ts";
import type { LabAction } from "./lab-action.ts";
import { labForecast } from "./lab-forecast.ts";
import type { Prospect } from "./prospect.ts";

const view = (more: Partial<Prospect> = {}): Prospect => ({
  connection: { ...IDLE_CONNECTION, status: "connected", instance: "chat-2", transport: "polling", state: "memory" },
  stickiness: true,
  cookie: { kind: "names", target: "chat-2", isUsable: true },
  byRoom: null,
  mine: "serving",
  state: "memory",
  ...more,
});

test.each<LabAction>([
  { type: "set-stickiness", enabled: true },
  { type: "set-stickiness", enabled: false },
  { type: "set-cookie-duration", seconds: 60 },
  { type: "set-algorithm", algorithm: "round_robin" },
  { type: "move", instance: "chat-1" },
  { type: "forget-cookie" },
])("$type decides nothing while a rule leads the room", (action) => {
  const rule = "A rule leads #lobby to chat-3, cookie or not.";
  expect(labForecast(action, view({ byRoom: { room: "lobby", target: "chat-3" } }))).toBe(rule);
  expect(labForecast(action, view())).not.toBe(rule);
});

test("an instance that is added gets new visitors, and no room while rules lead them", () => {
  const added: LabAction = { type: "add-instance" };
  expect(labForecast(added, view())).toMatch(/^It gets new visitors/);
  expect(labForecast(added, view({ byRoom: { room: "lobby", target: "chat-3" } }))).toMatch(/^No room is led to it/);
});

test("affinity by room costs what a room held only where instances hold it", () => {
  const lead: LabAction = { type: "set-room-affinity", enabled: true };
  expect(labForecast(lead, view())).toContain("and loses what it held");
  expect(labForecast(lead, view({ state: "redis" }))).not.toContain("loses");
});
