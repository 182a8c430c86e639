import type { ChatCounts } from "../../protocol/control/traffic.ts";

const TIMEOUT_MS = 1_000;
/** An instance of ours tells less. */
const MAX_BYTES = 1_000_000;

const CONNECTIONS = /^chat_open_connections (\S+)$/m;
const MESSAGES_IN = /^chat_requests_total\{event="message:send",outcome="ok"\} (\S+)$/m;
const MESSAGES_OUT = /^chat_deliveries_total\{event="message:sent"\} (\S+)$/m;

/** Asks an instance past the load balancer. @returns null when it does not answer within a second, or is something else. */
export async function readChatCounts(instance: { address: string; port: number }): Promise<ChatCounts | null> {
  try {
    const url = `http://${instance.address}:${instance.port}/metrics`;
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    return response.ok && text.length <= MAX_BYTES ? chatCountsIn(text) : null;
  } catch {
    return null;
  }
}

/** @returns null where the text is not of an instance of the chat. */
export function chatCountsIn(metrics: string): ChatCounts | null {
  const read = (pattern: RegExp) => Number(pattern.exec(metrics)?.[1] ?? NaN);
  const connections = read(CONNECTIONS);
  if (!Number.isFinite(connections)) return null;
  // A count with labels is told from its first time on.
  return { connections, messagesIn: read(MESSAGES_IN) || 0, messagesOut: read(MESSAGES_OUT) || 0 };
}
