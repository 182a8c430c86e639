import { isIPv6 } from "node:net";

/** Rule R8.2, 463: with more addresses than this in `X-Forwarded-For` a request is refused. */
export const MAX_FORWARDED_ADDRESSES = 30;

export interface ForwardedContext {
  clientAddress: string;
  clientPort: number;
  listenerPort: number;
  mode: "append" | "preserve" | "remove";
  withClientPort: boolean;
}

/**
 * Rules R7.1 and R7.2: the `X-Forwarded-*` lines that a target receives, flat as in `rawHeaders`. Proto and port are
 * always the listener's, whatever the client sent.
 * @param received the values of the client's own `X-Forwarded-For` lines.
 */
export function forwardedHeaders(received: readonly string[], context: ForwardedContext): string[] {
  const { clientAddress, clientPort, listenerPort, mode, withClientPort } = context;
  const lines: string[] = [];
  if (mode === "append") {
    const bracketed = isIPv6(clientAddress) ? `[${clientAddress}]` : clientAddress;
    const peer = withClientPort ? `${bracketed}:${clientPort}` : clientAddress;
    lines.push("X-Forwarded-For", [...received, peer].join(", "));
  }
  if (mode === "preserve") for (const value of received) lines.push("X-Forwarded-For", value);
  return [...lines, "X-Forwarded-Proto", "http", "X-Forwarded-Port", String(listenerPort)];
}

export function forwardedAddressCount(received: readonly string[]): number {
  return received.flatMap((value) => value.split(",")).filter((address) => address.trim() !== "").length;
}
