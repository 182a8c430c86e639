import type { Socket } from "node:net";
import type { Receive } from "./read-connection.ts";

/** Longer pieces are written on their own: joining them would copy them. */
const MAX_JOINED = 16 * 1024;

/** Those that have something to write when what was read is dealt with. */
const due: Outgoing[] = [];
let dues = 0;
let isReading = false;

/** Lets `receive` have what was read. All that it writes to a connection leaves in one write when it returns. */
export function writingTogether(receive: Receive, bytes: Buffer, length: number): void {
  isReading = true;
  try {
    receive(bytes, length);
  } finally {
    isReading = false;
    for (let i = 0; i < dues; i += 1) due[i]!.flushDue();
    dues = 0;
  }
}

/** The sending side of a connection. What is written in one turn of the event loop leaves in one write. */
export class Outgoing {
  private readonly socket: Socket;
  /** One character a byte. */
  private waiting = "";
  private isFlushDue = false;
  readonly flushDue = () => this.flushLater();
  private sent = 0;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  /** @returns whether the other side keeps up; when not, the socket's `drain` tells when it does again. */
  text(latin1: string): boolean {
    this.waiting += latin1;
    if (this.waiting.length > MAX_JOINED) return this.flush();
    if (!this.isFlushDue) {
      this.isFlushDue = true;
      if (isReading) due[dues++] = this;
      else process.nextTick(this.flushDue);
    }
    return !this.socket.writableNeedDrain;
  }

  /** @param piece is kept until it has left. */
  bytes(piece: Buffer): boolean {
    if (piece.length <= MAX_JOINED) return this.text(piece.toString("latin1"));
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

  /** How many bytes have been written so far, those that wait included. */
  get position(): number {
    return this.sent + this.waiting.length;
  }

  /** How many of them the socket has taken; once it is destroyed, how many have left. */
  get left(): number {
    return this.sent - (this.socket.destroyed ? this.socket.writableLength : 0);
  }

  /** Takes back everything from `position` on. @returns whether nothing of it had left. */
  takeBack(position: number): boolean {
    if (position < this.sent) return false;
    this.waiting = this.waiting.slice(0, position - this.sent);
    return true;
  }

  private flushLater(): void {
    this.isFlushDue = false;
    if (this.socket.writable) this.flush();
  }
}
