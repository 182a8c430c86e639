import { expect, test } from "vitest";
import { IDLE_CONNECTION } from "../connection/connection.ts";
import { pathSentence, type PathView } from "./path-sentence.ts";

const on = (transport: "websocket" | "polling", hasCookie: boolean, stickiness: boolean | null): PathView => ({
  connection: { ...IDLE_CONNECTION, status: "connected", instance: "chat-2", transport, state: "memory" },
  hasCookie,
  stickiness,
  mine: "serving",
  isCut: false,
});

const inRedis = (view: PathView): PathView => ({ ...view, connection: { ...view.connection, state: "redis" } });

test.each<[view: PathView, says: string]>([
  [on("websocket", true, true), "your cookie leads the next one back."],
  [on("websocket", true, false), "to any instance"],
  [on("websocket", false, true), "to any instance"],
  [on("websocket", true, null), "if it is honoured"],
  [on("websocket", false, null), "to any instance"],
  [{ ...on("websocket", true, true), mine: "leaving" }, "leads to another instance"],
  [inRedis(on("websocket", true, true)), "the room is the same"],
  [{ ...inRedis(on("websocket", true, true)), isCut: true }, "out of reach"],
  [on("polling", true, true), "carries your cookie"],
  [on("polling", true, false), "only those that reach chat-2"],
  [{ ...on("polling", true, true), connection: IDLE_CONNECTION }, "Asking for a session"],
  [{ ...on("polling", true, true), connection: { ...IDLE_CONNECTION, status: "closed" } }, "disconnected"],
])("%j", (view, says) => {
  expect(pathSentence(view)).toContain(says);
});
