import type { EngineClient } from "../../wire/engine-client.ts";
import type { Exchange } from "../../wire/exchange.ts";
import type { Sender } from "../../wire/sender.ts";
import { createVisitor } from "../../wire/visitor.ts";

/** It is only for a name: not to be waited for. */
const WAIT_MS = 2000;

/** A TRACE: servers behind a load balancer never see one, so the answer is the load balancer's own. */
export function probeTrace(sender: Sender, client: EngineClient): Promise<Exchange> {
  return sender.send(createVisitor(client.url()), new URL("/", client.url().origin), {
    method: "TRACE",
    timeoutMs: WAIT_MS,
  });
}
