import type { Socket } from "node:net";

/** Longer pieces are written on their own: joining them would copy them. */
const MAX_JOINED = 16 * 1024;

/** The sending side of a connection. What is written in one turn of the event loop leaves in one write. */
export class Outgoing {
  /** Bytes that were handed to the socket so far. */
  sent = 0;
  private readonly socket: Socket;
  /** One character a byte. */
  private waiting = "";
  private isFlushDue = false;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** @returns whether the other side keeps up; when not, the socket's `drain` tells when it does again. */
  text(latin1: string): boolean {
    this.waiting += latin1;
    if (this.waiting.length > MAX_JOINED) return this.flush();
    if (!this.isFlushDue) {
      this.isFlushDue = true;
      process.nextTick(flushLater, this);
    }
    return !this.socket.writableNeedDrain;
  }

  bytes(piece: Buffer): boolean {
    if (piece.length <= MAX_JOINED) return this.text(piece.latin1Slice(0, piece.length));
    this.socket.cork();
    this.flush();
    this.sent += piece.length;
    const keepsUp = this.socket.write(piece);
    this.socket.uncork();
    return keepsUp;
  }

  flush(): boolean {
    if (this.waiting === "") return !this.socket.writableNeedDrain;
    const text = this.waiting;
    this.waiting = "";
    this.sent += text.length;
    return this.socket.write(text, "latin1");
  }

  /** Takes back what has not left yet. @returns whether it was all since `sent` was this. */
  takeBack(): void {
    this.waiting = "";
  }

  static flushDue(outgoing: Outgoing): void {
    outgoing.isFlushDue = false;
    if (outgoing.socket.writable) outgoing.flush();
  }
}

function flushLater(outgoing: Outgoing): void {
  Outgoing.flushDue(outgoing);
}
