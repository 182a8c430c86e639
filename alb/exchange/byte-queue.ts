const NOTHING = Buffer.alloc(0);
const LEAST_CAPACITY = 4096;
const TAB = 0x09;
const SPACE = 0x20;
const DELETE = 0x7f;

/** Bytes that have come and were not taken yet. Those that find the queue empty are looked at where they are. */
export class ByteQueue {
  private bytes: Buffer = NOTHING;
  /** They are somebody else's. */
  private isLent = false;
  private start = 0;
  private end = 0;

  get length(): number {
    return this.end - this.start;
  }

  /** @param chunk is lent: before it holds something else, `keep` copies what is left of it. */
  push(chunk: Buffer, length = chunk.length): void {
    if (this.start === this.end) {
      this.bytes = chunk;
      this.isLent = true;
      this.start = 0;
      this.end = length;
      return;
    }
    if (this.isLent || this.end + length > this.bytes.length) this.grow(2 * (this.length + length));
    chunk.copy(this.bytes, this.end, 0, length);
    this.end += length;
  }

  keep(): void {
    if (this.isLent) this.grow(this.length);
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

  /** The first bytes, for good. */
  take(count: number): Buffer {
    const found = this.bytes.subarray(this.start, this.start + count);
    const taken = this.isLent ? Buffer.from(found) : found;
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
    this.isLent = false;
    this.start = 0;
    this.end = 0;
  }

  private grow(capacity: number): void {
    const grown = Buffer.allocUnsafe(Math.max(capacity, LEAST_CAPACITY));
    this.bytes.copy(grown, 0, this.start, this.end);
    this.end -= this.start;
    this.start = 0;
    this.bytes = grown;
    this.isLent = false;
  }
}
