import { expect, test } from "vitest";
import { IDLE_CONNECTION } from "../state/connection/chat-connection.ts";
import { pathSentence, type PathView } from "./path-sentence.ts";

const on = (transport: "websocket" | "polling", hasCookie: boolean, stickiness: boolean | null): PathView => ({
  connection: { ...IDLE_CONNECTION, status: "connected", instance: "chat-2", transport, state: "memory" },
  hasCookie,
  stickiness,
});

test.each<[view: PathView, says: string]>([
  [on("websocket", true, true), "your cookie leads back to chat-2"],
  [on("websocket", true, false), "to whichever instance's turn it is"],
  [on("websocket", false, true), "to whichever instance's turn it is"],
  [on("websocket", true, null), "if it is honoured"],
  [on("websocket", false, null), "whichever instance is chosen"],
  [on("polling", true, true), "carries your cookie"],
  [on("polling", true, false), "only those that reach chat-2"],
  [{ ...on("polling", true, true), connection: IDLE_CONNECTION }, "Asking for a session"],
  [{ ...on("polling", true, true), connection: { ...IDLE_CONNECTION, status: "closed" } }, "disconnected"],
])("%j", (view, says) => {
  expect(pathSentence(view)).toContain(says);
});
