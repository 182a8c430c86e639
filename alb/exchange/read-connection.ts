import net, { type Socket } from "node:net";
import { writingTogether } from "./outgoing.ts";

/** Takes what was read. @param bytes are lent: they hold something else once it returns; @param length how many count. */
export type Receive = (bytes: Buffer, length: number) => void;

/** A connection, and who takes what is read from it: one at a time, the first at once. */
export interface ReadConnection {
  readonly socket: Socket;
  read(receive: Receive): void;
}

/**
 * Connections are read into this, one after another: memory of its own for each read, as a stream has it, costs more than to
 * copy what is to be kept.
 */
const READ_BUFFER = Buffer.allocUnsafeSlow(64 * 1024);

/** What Node documents for `net.connect`, and its sockets have in general. */
interface OnRead {
  buffer: Buffer;
  callback: (length: number) => boolean;
}

export function connectTo(host: string, port: number): ReadConnection {
  const { onread, read } = reader();
  return { socket: net.connect({ host, port, noDelay: true, onread }), read };
}

/**
 * Takes over a connection that a server accepted. Node offers `onread` only for those that it opens, so this one gets a
 * socket of its own, with the handle of the first: both by names that Node does not document. Where it has them no longer,
 * the connection is read as a stream, which costs more and does the same.
 */
export function acceptFrom(accepted: Socket): ReadConnection {
  const inside = accepted as unknown as { _handle?: { useUserBuffer?: unknown } | null; _server?: unknown };
  const { _handle: handle, _server: server } = inside;
  if (typeof handle?.useUserBuffer !== "function" || !server) return readStream(accepted);
  const { onread, read } = reader();
  const { allowHalfOpen } = accepted;
  const socket = new net.Socket({ handle, allowHalfOpen, onread } as net.SocketConstructorOpts);
  // The server counts its connections by these.
  Object.assign(socket, { _server: server });
  Object.assign(inside, { _handle: null, _server: null });
  return { socket, read };
}

export function readStream(socket: Socket): ReadConnection {
  let current: Receive = () => {};
  socket.on("data", (chunk: Buffer) => writingTogether(current, chunk, chunk.length));
  return { socket, read: (receive) => (current = receive) };
}

function reader(): { onread: OnRead; read: ReadConnection["read"] } {
  let current: Receive = () => {};
  const callback = (length: number) => {
    writingTogether(current, READ_BUFFER, length);
    return true;
  };
  return { onread: { buffer: READ_BUFFER, callback }, read: (receive) => (current = receive) };
}
