/** Revisions of the Engine.IO protocol: 3 is that of Socket.IO 1 and 2, 4 that of Socket.IO 3 and 4. */
export type EngineProtocol = 3 | 4;

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

/** The body of a poll or post: packets in Engine.IO 4 have a separator between them, in 3 each has its length. */
export function encodePackets(protocol: EngineProtocol, packets: readonly string[]): string {
  return protocol === 4 ? packets.join("\u001E") : packets.map((packet) => `${packet.length}:${packet}`).join("");
}

/** The other way round; what cannot be read is left out. */
export function decodePackets(protocol: EngineProtocol, body: string): string[] {
  if (protocol === 4) return body.split("\u001E");
  const packets: string[] = [];
  for (let rest = body; ;) {
    const length = /^(\d+):/.exec(rest);
    if (!length) return packets;
    const begin = length[0].length;
    const end = begin + Number(length[1]);
    packets.push(rest.slice(begin, end));
    rest = rest.slice(end);
  }
}

/** What a handshake over polling answers, and in which protocol; null when the text is something else. */
export function parseHandshake(body: string): { protocol: EngineProtocol; open: OpenPacket } | null {
  for (const protocol of [4, 3] as const) {
    const open = parseOpen(decodePackets(protocol, body)[0] ?? "");
    if (open) return { protocol, open };
  }
  return null;
}

/** Reads an open packet, `0{…}`; null when the text is something else. */
export function parseOpen(packet: string): OpenPacket | null {
  const fields = packet.startsWith("0{") ? parseObject(packet.slice(1)) : null;
  if (!fields) return null;
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = fields;
  if (typeof sid !== "string" || typeof pingInterval !== "number" || typeof pingTimeout !== "number") return null;
  return {
    sid,
    upgrades: Array.isArray(upgrades) ? upgrades.map(String) : [],
    pingInterval,
    pingTimeout,
    maxPayload: typeof maxPayload === "number" ? maxPayload : null,
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
