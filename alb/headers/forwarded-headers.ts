import { isIPv6 } from "node:net";
import type { HeaderFields } from "./header-fields.ts";

/** Rule R8.2, 463: with more addresses than this in `X-Forwarded-For` a request is refused. */
export const MAX_FORWARDED_ADDRESSES = 30;

export interface ForwardedForSettings {
  mode: "append" | "preserve" | "remove";
  withClientPort: boolean;
}

/** Rule R7.1: the `X-Forwarded-For` lines that a target receives for those of a client; "" for none. */
export function forwardedFor(
  headers: HeaderFields,
  { sourceIp, sourcePort }: { sourceIp: string; sourcePort: number },
  { mode, withClientPort }: ForwardedForSettings,
): string {
  if (mode === "remove") return "";
  const received = headers.has("x-forwarded-for") ? headers.all("x-forwarded-for") : [];
  if (mode === "preserve") return received.map((value) => `X-Forwarded-For: ${value}\r\n`).join("");
  const peer = withClientPort ? `${isIPv6(sourceIp) ? `[${sourceIp}]` : sourceIp}:${sourcePort}` : sourceIp;
  return `X-Forwarded-For: ${received.length === 0 ? peer : `${received.join(", ")}, ${peer}`}\r\n`;
}

export function forwardedAddressCount(received: readonly string[]): number {
  return received.flatMap((value) => value.split(",")).filter((address) => address.trim() !== "").length;
}
