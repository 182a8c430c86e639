import type { CrossOriginEvidence } from "../evidence.ts";
import type { EngineClient } from "../../wire/engine-client.ts";
import { parseHandshake } from "../../wire/engine-packets.ts";
import type { Sender } from "../../wire/sender.ts";
import { createVisitor } from "../../wire/visitor.ts";

/** A page of nobody's, to see what everybody is told. */
const ELSEWHERE = "https://doctor.example";

/** A handshake and a preflight as from a page of another origin. */
export async function probeCrossOrigin(
  sender: Sender,
  client: EngineClient,
  asked: string | null,
): Promise<CrossOriginEvidence> {
  const origin = asked ?? ELSEWHERE;
  const visitor = createVisitor(client.url());
  const handshake = await sender.send(visitor, client.url(), { headers: { origin } });
  const open = handshake.status === 200 ? parseHandshake(handshake.body)?.open : undefined;
  if (open) await client.end(visitor, open.sid);
  const preflight = await sender.send(visitor, client.url(), {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type",
    },
  });
  return { origin, isAsked: asked !== null, handshake, preflight };
}
