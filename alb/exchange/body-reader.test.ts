import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BodyOfLength, ChunkedBody, type BodyReader } from "./body-reader.ts";
import { ByteQueue } from "./byte-queue.ts";

/** What a reader makes of these bytes, however they come in pieces. */
function read(body: BodyReader, text: string, cuts: readonly number[] = []) {
  const queue = new ByteQueue();
  const bytes = Buffer.from(text, "latin1");
  let taken = "";
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    if (to > from) queue.push(Buffer.from(bytes.subarray(from, to)));
    from = Math.max(from, to);
    for (let piece = body.next(queue); piece; piece = body.next(queue)) taken += piece.toString("latin1");
  }
  const trailers = body.trailers ? body.trailers.names.map((name, i) => [name, body.trailers!.values[i]]) : null;
  return { taken, trailers, isDone: body.isDone, isMalformed: body.isMalformed, rest: queue.text(queue.length) };
}

const done = (taken: string, more: object = {}) => ({
  taken,
  trailers: null,
  isDone: true,
  isMalformed: false,
  rest: "next",
  ...more,
});

describe("chunks", () => {
  it.each([
    ["one", "5\r\nhello\r\n0\r\n\r\nnext", done("hello")],
    ["none", "0\r\n\r\nnext", done("")],
    [
      "several, in hexadecimal of either case",
      "a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\nnext",
      done("01234567890123456789"),
    ],
    ["sizes with zeros before them", "0005\r\nhello\r\n000\r\n\r\nnext", done("hello")],
    ["extensions", "5;a=b\r\nhello\r\n0 ;c\r\n\r\nnext", done("hello")],
    [
      "trailers",
      "0\r\nA: 1\r\nb:2\r\n\r\nnext",
      done("", {
        trailers: [
          ["A", "1"],
          ["b", "2"],
        ],
      }),
    ],
    ["data that looks like a frame", "7\r\n0\r\n\r\nGE\r\n0\r\n\r\nnext", done("0\r\n\r\nGE")],
  ])("are read to their end: %s", (_, text, expected) => {
    expect(read(new ChunkedBody(), text)).toEqual(expected);
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 200 }), { maxLength: 12 }), (cuts) => {
        expect(read(new ChunkedBody(), text, cuts)).toEqual(expected);
      }),
    );
  });

  it.each([
    "\r\n",
    "g\r\n",
    "-1\r\n",
    "+5\r\nhello",
    "0x5\r\nhello",
    "5 5\r\nhello",
    " 5\r\nhello",
    "5\nhello\n0\n\n",
    "5\rhello",
    "5;a\nb\r\nhello",
    "5;\x01\r\nhello",
    "5\r\nhelloX0\r\n\r\n",
    "5\r\nhello\n0\r\n\r\n",
    "5\r\nhello0\r\n\r\n",
    "00000000000000000000ffffffffffffff\r\n",
    "0\r\nno colon\r\n\r\n",
    "0\r\nA: 1\r\n folded\r\n\r\n",
    "0\r\nA b: 1\r\n\r\n",
    "0\r\nA: \0\r\n\r\n",
    `5;${"x".repeat(2_000)}\r\nhello`,
    `0\r\nA: ${"x".repeat(20_000)}\r\n\r\n`,
  ])("that nobody can be sure of are malformed, however they come in pieces: %j", (text) => {
    expect(read(new ChunkedBody(), text)).toMatchObject({ isMalformed: true, isDone: false });
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 200 }), { maxLength: 6 }), (cuts) => {
        expect(read(new ChunkedBody(), text, cuts).isMalformed).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("give back the data that was put into them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, unit: "binary-ascii" }), { maxLength: 8 }),
        fc.array(fc.nat({ max: 500 }), { maxLength: 12 }),
        (data, cuts) => {
          const text = `${data.map((one) => `${one.length.toString(16)}\r\n${one}\r\n`).join("")}0\r\n\r\nnext`;
          expect(read(new ChunkedBody(), text, cuts)).toEqual(done(data.join("")));
        },
      ),
    );
  });
});

it("a length is that many bytes, however they come in pieces, and not one more", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary-ascii" }), fc.array(fc.nat({ max: 50 }), { maxLength: 5 }), (data, cuts) => {
      expect(read(new BodyOfLength(data.length), `${data}next`, cuts)).toEqual(done(data));
    }),
  );
});
