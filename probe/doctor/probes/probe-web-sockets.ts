import type { WebSocketRun } from "../evidence.ts";
import type { Greeting } from "../../wire/greet.ts";
import type { EngineClient, EngineSocket } from "../../wire/engine-client.ts";
import { createVisitor } from "../../wire/visitor.ts";

const KINDS = [
  { kind: "direct", hasJar: true },
  { kind: "direct", hasJar: false },
  { kind: "upgrade", hasJar: true },
  { kind: "upgrade", hasJar: false },
] as const;

/** A WebSocket from the start, and one that a polling session moves to; `count` times with and without cookies. */
export async function probeWebSockets(
  client: EngineClient,
  count: number,
  transport: Greeting["transport"],
): Promise<WebSocketRun[]> {
  const runs: WebSocketRun[] = [];
  for (const { kind, hasJar } of KINDS) {
    if (kind === "upgrade" && transport === "websocket") continue;
    for (let index = 0; index < count; index += 1) {
      runs.push(kind === "direct" ? await connect(client, hasJar) : await upgrade(client, hasJar));
    }
  }
  return runs;
}

async function connect(client: EngineClient, hasJar: boolean): Promise<WebSocketRun> {
  const socket = await client.openWebSocket(createVisitor(client.url(), { hasJar }));
  return finish({ kind: "direct", hasJar }, socket);
}

async function upgrade(client: EngineClient, hasJar: boolean): Promise<WebSocketRun> {
  const visitor = createVisitor(client.url(), { hasJar });
  const { exchange, open } = await client.handshake(visitor);
  if (!open) return { kind: "upgrade", hasJar, exchange, speaks: false, closeCode: null };
  const socket = await client.openWebSocket(visitor, open.sid);
  // From here on the session is over the WebSocket, and ends with it.
  if (socket.speaks) socket.connection?.send("5");
  else await client.end(visitor, open.sid);
  return finish({ kind: "upgrade", hasJar }, socket);
}

function finish(
  what: Pick<WebSocketRun, "kind" | "hasJar">,
  { exchange, connection, speaks }: EngineSocket,
): WebSocketRun {
  const closeCode = connection?.closeCode() ?? null;
  connection?.close();
  return { ...what, exchange, speaks, closeCode };
}
