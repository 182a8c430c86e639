/** What Engine.IO's first packet tells. */
export interface OpenPacket {
  sid: string;
  upgrades: string[];
  /** Milliseconds. */
  pingInterval: number;
  /** Milliseconds. */
  pingTimeout: number;
  /** Bytes; older servers do not tell. */
  maxPayload: number | null;
}

/** Reads an open packet, `0{…}`; null when the text is something else. */
export function parseOpen(text: string): OpenPacket | null {
  if (!text.startsWith("0{")) return null;
  const packet = parseObject(text.slice(1));
  if (!packet) return null;
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = packet;
  if (typeof sid !== "string" || typeof pingInterval !== "number" || typeof pingTimeout !== "number") return null;
  return {
    sid,
    upgrades: Array.isArray(upgrades) ? upgrades.map(String) : [],
    pingInterval,
    pingTimeout,
    maxPayload: typeof maxPayload === "number" ? maxPayload : null,
  };
}

/** The code of an Engine.IO refusal such as `{"code":1,"message":"Session ID unknown"}`; null for anything else. */
export function parseRefusal(text: string): { code: number; message: string } | null {
  const refusal = parseObject(text);
  if (typeof refusal?.["code"] !== "number" || typeof refusal["message"] !== "string") return null;
  return { code: refusal["code"], message: refusal["message"] };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
