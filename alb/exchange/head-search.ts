import type { ByteQueue } from "./byte-queue.ts";

const CR = 0x0d;
const LF = 0x0a;

/** Why bytes cannot be the head of a request or an answer. */
export type HeadFault = "bare line end" | "first line too long" | "headers too long";

/**
 * Looks for the empty line that ends a head. Bytes may come in any pieces; each is looked at once. Lines end with CRLF and
 * nothing else: a reader that takes a lone CR or LF for the end of a line sees another message than one that does not.
 */
export class HeadSearch {
  /** Where the first line ends; -1 until that is known. */
  firstLineEnd = -1;
  /** There are control characters, besides tabs and the ends of lines. */
  hasControls = false;
  fault: HeadFault | null = null;
  private readonly maxLine: number;
  private readonly maxHeaders: number;
  private seen = 0;
  private lineStart = 0;
  private isBehindCr = false;

  /** @param maxLine most bytes of the first line, without its end; @param maxHeaders most of all lines behind it. */
  constructor(maxLine: number, maxHeaders: number) {
    this.maxLine = maxLine;
    this.maxHeaders = maxHeaders;
  }

  /** @returns how long the head is, with its empty line; 0 when more must come, or there is a fault. */
  find(queue: ByteQueue): number {
    const { length } = queue;
    for (let at = this.seen; at < length; at += 1) {
      if (!this.isBehindCr) at = queue.nextControl(at);
      if (at === length) break;
      const byte = queue.at(at);
      if (this.isBehindCr !== (byte === LF)) return this.fail("bare line end");
      this.isBehindCr = byte === CR;
      if (byte !== LF) {
        this.hasControls ||= byte !== CR;
        continue;
      }
      if (this.firstLineEnd < 0) this.firstLineEnd = at - 1;
      else if (at - 1 === this.lineStart) return this.check(at + 1) ? at + 1 : 0;
      this.lineStart = at + 1;
    }
    this.seen = length;
    this.check(length);
    return 0;
  }

  /** Nothing was looked at yet. */
  get isFresh(): boolean {
    return this.seen === 0;
  }

  reset(): void {
    this.firstLineEnd = -1;
    this.hasControls = false;
    this.fault = null;
    this.seen = 0;
    this.lineStart = 0;
    this.isBehindCr = false;
  }

  private check(length: number): boolean {
    if ((this.firstLineEnd < 0 ? length : this.firstLineEnd) > this.maxLine) this.fail("first line too long");
    else if (this.firstLineEnd >= 0 && length - this.firstLineEnd - 4 > this.maxHeaders) this.fail("headers too long");
    return this.fault === null;
  }

  private fail(fault: HeadFault): 0 {
    this.fault = fault;
    return 0;
  }
}
