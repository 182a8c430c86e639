import type { Socket } from "node:net";
import type { ChatServer, ChatSocket } from "../chat-io.ts";

type Connection = ChatSocket["conn"];

/** What a broadcast hands to Engine.IO for each connection, and what Engine.IO and ws have, but not in their types. */
interface Broadcast {
  /** Made once for all: head and payload. */
  wsPreEncodedFrame?: Buffer[];
}
interface WebSocketTransport {
  name: string;
  writable: boolean;
  perMessageDeflate: unknown;
  socket?: { _socket?: Socket | null; _sender?: FrameSender };
}
interface FrameSender {
  sendFrame(frame: readonly Buffer[]): void;
}

/**
 * Lets a broadcast go to each WebSocket in one write of bytes that are the same for all. Engine.IO would make a packet and
 * call six listeners for each of them, only to hand the same frame over. What is anything else goes its way: polling, a
 * connection that is not keeping up, one for which something waits already.
 */
export function writeFramesDirectly(engine: ChatServer["engine"]): void {
  engine.on("connection", (connection: Connection) => {
    connection.write = writeDirectly;
  });
}

function writeDirectly(this: Connection, ...[data, options, callback]: Parameters<Connection["write"]>): Connection {
  const broadcast = options as Broadcast | undefined;
  const sender = broadcast?.wsPreEncodedFrame && !callback ? freeSender(this) : null;
  if (!sender) {
    const { write } = Object.getPrototypeOf(this) as Connection;
    return write.call(this, data, options, callback);
  }
  if (broadcast!.wsPreEncodedFrame!.length > 1) {
    broadcast!.wsPreEncodedFrame = [Buffer.concat(broadcast!.wsPreEncodedFrame!)];
  }
  sender.sendFrame(broadcast!.wsPreEncodedFrame!);
  return this;
}

/** Null when a frame must not go past Engine.IO now. */
function freeSender(connection: Connection): FrameSender | null {
  const { readyState, writeBuffer } = connection as unknown as { readyState: string; writeBuffer: unknown[] };
  const { name, writable, perMessageDeflate, socket } = connection.transport as unknown as WebSocketTransport;
  const isFree = readyState === "open" && name === "websocket" && writable && writeBuffer.length === 0;
  if (!isFree || perMessageDeflate || !socket?._socket || socket._socket.writableNeedDrain) return null;
  return typeof socket._sender?.sendFrame === "function" ? socket._sender : null;
}
