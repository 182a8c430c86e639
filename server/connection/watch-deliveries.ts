import type { BroadcastOptions } from "socket.io-adapter";
import type { ChatServer } from "../chat-io.ts";

/** What every adapter inherits, but not in its types. */
interface Writing {
  _encode(packet: { data: unknown[] }, options: object): unknown;
  apply(options: BroadcastOptions, each: (socket: unknown) => void): void;
}

/**
 * Tells of each event that is broadcast, here or by another instance, to how many sockets of this instance it is written.
 * One callback for each event, however many sockets: a listener on each socket would cost each delivery.
 */
export function watchDeliveries(
  io: ChatServer,
  onDelivered: (event: string, payload: unknown, sockets: number) => void,
): void {
  const adapter = io.of("/").adapter as unknown as Writing;
  const encode = adapter._encode.bind(adapter);
  const apply = adapter.apply.bind(adapter);
  let encoded: { data: unknown[] } | null = null;
  // An adapter encodes a packet, and in the same breath writes it to the sockets that `apply` finds.
  adapter._encode = (packet, options) => {
    encoded = packet;
    return encode(packet, options);
  };
  adapter.apply = (options, each) => {
    const packet = encoded;
    encoded = null;
    if (packet === null) return apply(options, each);
    let sockets = 0;
    apply(options, (socket) => {
      sockets += 1;
      each(socket);
    });
    onDelivered(String(packet.data[0]), packet.data[1], sockets);
  };
}
