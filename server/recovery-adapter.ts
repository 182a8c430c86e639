import { Adapter, type BroadcastOptions, SessionAwareAdapter } from "socket.io-adapter";

/** News that the next news makes worthless: not kept for who is away. */
const PASSING = new Set(["room:listed", "typing:changed"]);

interface Kept {
  packets: unknown[];
}

/**
 * Socket.IO's connection state recovery in memory, but bounded: its own keeps every packet of every room for minutes,
 * however many there are. With more than `maxPackets`, the older half is forgotten; who missed one of those is not
 * recovered and asks the room's history instead.
 */
export function createRecoveryAdapter(maxPackets: number) {
  return class RecoveryAdapter extends SessionAwareAdapter {
    override broadcast(packet: { data: unknown[] }, options: BroadcastOptions) {
      if (PASSING.has(String(packet.data[0]))) {
        Adapter.prototype.broadcast.call(this, packet, options);
        return;
      }
      super.broadcast(packet, options);
      const { packets } = this as unknown as Kept;
      if (packets.length > maxPackets) packets.splice(0, Math.ceil(maxPackets / 2));
    }
  };
}
