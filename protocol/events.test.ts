import { expect, test } from "vitest";
import type { ClientToServerEvents, Message, Replies, Reply, ServerToClientEvents } from "./events.ts";
import type { ClientEvent } from "./requests.ts";

// What must not compile: `tsc` fails when one of these does. Nothing here runs.
function _mustNotCompile(
  emit: <E extends ClientEvent>(event: E, ...args: Parameters<ClientToServerEvents[E]>) => void,
  listen: <E extends keyof ServerToClientEvents>(event: E, listener: ServerToClientEvents[E]) => void,
  reply: Reply<Replies["message:send"]>,
) {
  const ignore = () => {};
  // @ts-expect-error there is no such event
  emit("message:sent", { room: "lobby", id: "message-1", text: "hi" }, ignore);
  // @ts-expect-error a request has an acknowledgement
  emit("room:leave", { room: "lobby" });
  // @ts-expect-error the request of another event
  emit("room:join", { room: "lobby", id: "message-1", text: "hi" }, ignore);
  // @ts-expect-error typing is yes or no
  emit("typing:set", { room: "lobby", typing: "yes" }, ignore);
  // @ts-expect-error the answer to a list holds rooms
  emit("room:list", {}, (answer: Reply<{ people: number }>) => void answer);
  // @ts-expect-error clients do not hear of requests
  listen("message:send", ignore);
  // @ts-expect-error one object each
  listen("message:sent", (message: Message, other: string) => void [message, other]);
  // @ts-expect-error whether it was accepted comes first
  void reply.data.message;
  // @ts-expect-error a reason from the closed list
  const refusal: Reply<never> = { ok: false, code: "because", message: "" };
  // @ts-expect-error a refusal is a sentence, too
  const silent: Reply<never> = { ok: false, code: "internal" };
  void [refusal, silent];

  // And what must.
  emit("message:history", { room: "lobby", before: 7 }, (answer) => answer.ok && answer.data.messages[0]?.seq);
  if (!reply.ok && reply.code === "id-taken") listen("request:refused", ({ event, code }) => void [event, code]);
}

test("the contract is checked by the compiler", () => {
  expect(_mustNotCompile).toBeTypeOf("function");
});
