const NOTHING = Buffer.alloc(0);
const LEAST_CAPACITY = 4096;
const TAB = 0x09;
const SPACE = 0x20;
const DELETE = 0x7f;

/** Bytes that have come and were not taken yet. A chunk that finds the queue empty is kept as it is, without a copy. */
export class ByteQueue {
  private bytes: Buffer = NOTHING;
  private start = 0;
  private end = 0;

  get length(): number {
    return this.end - this.start;
  }

  push(chunk: Buffer): void {
    if (this.start === this.end) {
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      return;
    }
    if (this.end + chunk.length > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(2 * (this.length + chunk.length), LEAST_CAPACITY));
      this.bytes.copy(grown, 0, this.start, this.end);
      this.end -= this.start;
      this.start = 0;
      this.bytes = grown;
    }
    chunk.copy(this.bytes, this.end);
    this.end += chunk.length;
  }

  at(index: number): number {
    return this.bytes[this.start + index]!;
  }

  /** @returns where the next control character is, tabs not counted; the queue's length when there is none. */
  nextControl(from: number): number {
    const { bytes, end } = this;
    let at = this.start + from;
    for (; at < end; at += 1) {
      const byte = bytes[at]!;
      if ((byte < SPACE && byte !== TAB) || byte === DELETE) break;
    }
    return at - this.start;
  }

  /** @returns where `text` begins, counted from the queue's first byte; -1 when it is not there. */
  indexOf(text: string, from: number): number {
    const found = this.bytes.indexOf(text, this.start + from, "latin1");
    return found < 0 || found + text.length > this.end ? -1 : found - this.start;
  }

  /** The first bytes as they are: they stay valid when more is pushed. */
  take(count: number): Buffer {
    const taken = this.bytes.subarray(this.start, this.start + count);
    this.skip(count);
    return taken;
  }

  /** The first bytes as text, one character a byte. They stay in the queue. */
  text(count: number): string {
    return this.bytes.toString("latin1", this.start, this.start + count);
  }

  skip(count: number): void {
    this.start += count;
    if (this.start >= this.end) this.clear();
  }

  clear(): void {
    this.bytes = NOTHING;
    this.start = 0;
    this.end = 0;
  }
}
