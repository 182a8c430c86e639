/** One packet of the stream, as an adapter broadcast it. */
interface Entry {
  id: string;
  /** JSON of the packet and of whom it is for. */
  json: string;
  read?: Packet;
}

interface Packet {
  packet: { data: unknown[] };
  opts: { rooms: string[]; except: string[] };
}

/**
 * The newest packets of the stream that this instance has read, so that a connection is recovered without reading the
 * stream again: for hundreds that come back at once that would be hundreds of times the same megabytes.
 */
export function createStreamTail(limits: { packets: number; bytes: number }) {
  const entries: Entry[] = [];
  let bytes = 0;

  function indexAfter(id: string): number {
    let [from, to] = [0, entries.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isAfter(entries[middle]!.id, id)) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  return {
    add: (id: string, json: string): void => {
      entries.push({ id, json });
      bytes += json.length;
      if (entries.length <= limits.packets && bytes <= limits.bytes) return;
      for (const { json } of entries.splice(0, Math.ceil(entries.length / 2))) bytes -= json.length;
    },
    /** What somebody in these rooms missed after packet `id`, each with its own id at its end; null when `id` is not known. */
    missed: (id: string, rooms: readonly string[]): unknown[][] | null => {
      const from = indexAfter(id);
      if (entries[from - 1]?.id !== id) return null;
      const missed: unknown[][] = [];
      for (const entry of entries.slice(from)) {
        entry.read ??= JSON.parse(entry.json) as Packet;
        const { packet, opts } = entry.read;
        if (opts.rooms.length > 0 && !rooms.some((room) => opts.rooms.includes(room))) continue;
        if (!rooms.some((room) => opts.except.includes(room))) missed.push([...packet.data, entry.id]);
      }
      return missed;
    },
  };
}

/** By Redis's ids: `MILLISECONDS-NUMBER`. */
function isAfter(one: string, other: string): boolean {
  const [a = 0, b = 0] = one.split("-").map(Number);
  const [c = 0, d = 0] = other.split("-").map(Number);
  return a > c || (a === c && b > d);
}
