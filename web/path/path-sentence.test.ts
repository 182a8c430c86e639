import { expect, test } from "vitest";
import { IDLE_CONNECTION } from "../connection/connection.ts";
import { pathSentence, type PathView } from "./path-sentence.ts";

const NAMES_MINE = { kind: "names", target: "chat-2", isUsable: true } as const;
const on = (transport: "websocket" | "polling", hasCookie: boolean, stickiness: boolean | null): PathView => ({
  connection: { ...IDLE_CONNECTION, status: "connected", instance: "chat-2", transport, state: "memory" },
  cookie: !hasCookie ? { kind: "none" } : stickiness === null ? { kind: "held" } : NAMES_MINE,
  stickiness,
  byRoom: null,
  mine: "serving",
  isCut: false,
});

/** Without a cookie, and without stickiness. */
const byRoom = (transport: "websocket" | "polling", target: string): PathView => ({
  ...on(transport, false, false),
  byRoom: { room: "lobby", target },
});
const inRedis = (view: PathView): PathView => ({ ...view, connection: { ...view.connection, state: "redis" } });

test.each<[view: PathView, says: string]>([
  [on("websocket", true, true), "your cookie leads back to chat-2."],
  [on("websocket", true, false), "to any instance"],
  [on("websocket", false, true), "to any instance"],
  [on("websocket", true, null), "where it leads is not known here"],
  [on("websocket", false, null), "to any instance"],
  [{ ...on("websocket", true, true), cookie: { ...NAMES_MINE, isUsable: false } }, "leads to another instance"],
  [{ ...on("websocket", true, true), cookie: { ...NAMES_MINE, target: "chat-3" } }, "your cookie names chat-3, and"],
  [{ ...on("websocket", true, true), cookie: { kind: "expired", at: 0 } }, "your cookie expired at "],
  [{ ...on("websocket", true, true), cookie: { kind: "foreign" } }, "cannot read your cookie"],
  [inRedis(on("websocket", true, true)), "the room is the same"],
  [{ ...inRedis(on("websocket", true, true)), isCut: true }, "out of reach"],
  [byRoom("websocket", "chat-2"), "a rule leads #lobby to chat-2."],
  [byRoom("websocket", "chat-3"), "a rule leads #lobby to chat-3, and the next one goes there."],
  [byRoom("polling", "chat-2"), "Each poll says its room; a rule leads #lobby to chat-2."],
  [on("polling", true, true), "carries your cookie"],
  [on("polling", true, false), "only those that reach chat-2"],
  [{ ...on("polling", true, true), connection: IDLE_CONNECTION }, "Asking for a session"],
  [{ ...on("polling", true, true), connection: { ...IDLE_CONNECTION, status: "closed" } }, "disconnected"],
])("%j", (view, says) => {
  expect(pathSentence(view)).toContain(says);
});
