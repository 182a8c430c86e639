import { HeaderFields } from "../headers/header-fields.ts";
import { readHeaderLines } from "../headers/read-header-lines.ts";
import type { ByteQueue } from "./byte-queue.ts";

/** Longest line that may announce a chunk, and longest trailer section, in bytes. */
const MAX_CHUNK_LINE = 1024;
const MAX_TRAILERS = 16 * 1024;

/** Takes one body off a queue, piece by piece, and knows where it ends. */
export interface BodyReader {
  /** The next piece; null when there is none: the body is done, or malformed, or more must come. */
  next(queue: ByteQueue): Buffer | null;
  isDone: boolean;
  /** Nobody can tell where this body ends. */
  isMalformed: boolean;
  /** What followed the last chunk; null when nothing did. */
  trailers: HeaderFields | null;
}

/** No body at all. */
export class NoBody implements BodyReader {
  isDone = true;
  isMalformed = false;
  trailers = null;
  next(): null {
    return null;
  }
}

/** As many bytes as `Content-Length` says. */
export class BodyOfLength implements BodyReader {
  isDone: boolean;
  isMalformed = false;
  trailers = null;
  private left: number;

  constructor(length: number) {
    this.left = length;
    this.isDone = length === 0;
  }

  next(queue: ByteQueue): Buffer | null {
    if (this.isDone || queue.length === 0) return null;
    const piece = queue.take(Math.min(this.left, queue.length));
    this.left -= piece.length;
    this.isDone = this.left === 0;
    return piece;
  }
}

/** Everything up to the end of the connection. */
export class BodyUntilClose implements BodyReader {
  isDone = false;
  isMalformed = false;
  trailers = null;
  next(queue: ByteQueue): Buffer | null {
    return queue.length === 0 ? null : queue.take(queue.length);
  }
}

/** Chunks, without their framing. Extensions are thrown away: a recipient has to ignore those it does not know. */
export class ChunkedBody implements BodyReader {
  isDone = false;
  isMalformed = false;
  trailers: HeaderFields | null = null;
  private left = 0;
  private expects: "size" | "data" | "end of chunk" | "trailers" = "size";

  next(queue: ByteQueue): Buffer | null {
    while (!this.isDone && !this.isMalformed && queue.length > 0) {
      if (this.expects === "data") {
        const piece = queue.take(Math.min(this.left, queue.length));
        this.left -= piece.length;
        if (this.left === 0) this.expects = "end of chunk";
        return piece;
      }
      if (!this.readFraming(queue)) return null;
    }
    return null;
  }

  /** @returns whether there was enough to read. */
  private readFraming(queue: ByteQueue): boolean {
    if (this.expects === "size") return this.readSize(queue);
    if (this.expects === "trailers") return this.readTrailers(queue);
    if (queue.length < 2) return this.mustBe(queue.at(0) === 0x0d, false);
    this.expects = "size";
    const isEnd = queue.at(0) === 0x0d && queue.at(1) === 0x0a;
    queue.skip(2);
    return this.mustBe(isEnd, true);
  }

  private readSize(queue: ByteQueue): boolean {
    const end = queue.indexOf("\r\n", 0);
    if (end < 0) return this.mustBe(queue.length < MAX_CHUNK_LINE && isStartOfSize(queue), false);
    const [, digits] = SIZE_LINE.exec(end < MAX_CHUNK_LINE ? queue.text(end) : "") ?? [];
    if (digits === undefined) return this.mustBe(false, false);
    queue.skip(end + 2);
    this.left = Number.parseInt(digits, 16);
    this.expects = this.left === 0 ? "trailers" : "data";
    return true;
  }

  private readTrailers(queue: ByteQueue): boolean {
    if (queue.length >= 2 && queue.at(0) === 0x0d && queue.at(1) === 0x0a) {
      queue.skip(2);
      this.isDone = true;
      return true;
    }
    const end = queue.indexOf("\r\n\r\n", 0);
    if (end < 0 || end > MAX_TRAILERS) return this.mustBe(queue.length <= MAX_TRAILERS, false);
    const text = queue.text(end);
    this.trailers = new HeaderFields();
    const isSound =
      !ODD_TRAILER.test(text) &&
      readHeaderLines(text, 0, end, this.trailers, MAX_TRAILERS) === "none" &&
      this.trailers.haveTokenNames;
    queue.skip(end + 4);
    this.isDone = isSound;
    return this.mustBe(isSound, true);
  }

  private mustBe(isSound: boolean, wasEnough: boolean): boolean {
    if (!isSound) this.isMalformed = true;
    return isSound && wasEnough;
  }
}

/** At most 13 digits: a number that JavaScript holds exactly. */
const SIZE_LINE = /^0*([\da-f]{1,13})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?$/i;
/** Control characters, and a CR or LF that ends no line. */
const ODD_TRAILER = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n)|(?<!\r)\n/;

/** Whether a line that is not whole yet can become one that announces a chunk: nothing else is waited for. */
function isStartOfSize(queue: ByteQueue): boolean {
  return /^[\da-f]*(?:[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?)?\r?$/i.test(queue.text(queue.length));
}
