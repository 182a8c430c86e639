import { setTimeout as sleep } from "node:timers/promises";
import type { ChatSocket } from "../chat-io.ts";

type Connection = ChatSocket["conn"];

/** What Engine.IO has, but not in its types. */
interface Waiting {
  writeBuffer: { data?: string | Buffer }[];
  transport: { socket?: { bufferedAmount?: number } };
}

/** What one packet costs besides its data: its object, options and frame head. */
const PACKET_BYTES = 200;

/** Bytes that wait for this connection: packets not handed to its transport yet, and what the kernel did not take yet. */
export function waitingBytes(connection: Connection): number {
  const { writeBuffer, transport } = connection as unknown as Waiting;
  let bytes = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) bytes += PACKET_BYTES + (data ? Buffer.byteLength(data) : 0);
  return bytes;
}

/** Resolves when at most `maxBytes` wait for the connection, or when it has closed. */
export async function caughtUp(connection: Connection, maxBytes: number): Promise<void> {
  for (
    let ms = 5;
    connection.readyState === "open" && waitingBytes(connection) > maxBytes;
    ms = Math.min(ms * 2, 100)
  ) {
    await sleep(ms, undefined, { ref: false });
  }
}
