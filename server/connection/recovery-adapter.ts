import { Adapter, type BroadcastOptions, type Session, SessionAwareAdapter } from "socket.io-adapter";

/** News that the next news makes worthless: not kept for who is away. */
const PASSING = new Set(["room:listed", "typing:changed"]);

const NOBODY: BroadcastOptions["rooms"] = new Set();

/** A set of one name, as far as the adapter asks one. A Set holds six times as much. */
class OneName {
  private readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  get size(): number {
    return 1;
  }
  has(name: string): boolean {
    return name === this.name;
  }
}

/** The same names in less memory: each packet is kept for minutes, and has one room and at most one exception. */
function namesOf(names: BroadcastOptions["rooms"]): BroadcastOptions["rooms"] {
  const [one] = names;
  if (one === undefined) return NOBODY;
  return names.size === 1 ? (new OneName(one) as unknown as BroadcastOptions["rooms"]) : names;
}

/** What the adapter keeps, and calls private. */
interface Kept {
  packets: { data: unknown[]; opts: Pick<BroadcastOptions, "rooms" | "except"> }[];
  sessions: Map<string, unknown>;
}

/**
 * Socket.IO's connection state recovery in memory, but bounded: its own keeps every packet and every session for
 * minutes, however many there are. Beyond `packets` the older half is forgotten; who missed one of those is not
 * recovered and asks for the room's history instead.
 *
 * Nor can a session be taken up twice, as it can there. An attempt that its client gave up leaves a second connection of
 * the same id; when that one ends, the id is taken out of all rooms, and with it the client that is there.
 */
export function createRecoveryAdapter(limits: { packets: number; sessions: number }) {
  return class RecoveryAdapter extends SessionAwareAdapter {
    override broadcast(packet: { data: unknown[] }, options: BroadcastOptions) {
      if (PASSING.has(String(packet.data[0]))) {
        Adapter.prototype.broadcast.call(this, packet, options);
        return;
      }
      super.broadcast(packet, options);
      const { packets } = this as unknown as Kept;
      const newest = packets.at(-1);
      if (newest?.data === packet.data) {
        newest.data = [...newest.data];
        newest.opts = { rooms: namesOf(options.rooms), except: namesOf(options.except ?? NOBODY) };
      }
      if (packets.length > limits.packets) packets.splice(0, Math.ceil(limits.packets / 2));
    }

    override restoreSession(pid: string, offset: string) {
      const session = super.restoreSession(pid, offset) as Promise<Session> | null;
      if (session) (this as unknown as Kept).sessions.delete(pid);
      return session as Promise<Session>;
    }

    override persistSession(session: Omit<Session, "missedPackets">) {
      super.persistSession(session);
      const { sessions } = this as unknown as Kept;
      const [oldest] = sessions.keys();
      if (sessions.size > limits.sessions && oldest) sessions.delete(oldest);
    }
  };
}
