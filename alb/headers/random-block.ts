import { randomFillSync } from "node:crypto";

const block = Buffer.alloc(8 * 1024);
let used = block.length;
/** So many are written in hexadecimal at once; no one asks for more. */
const HEX_BYTES = 1024;

/** Random bytes, good until the next call. They are drawn from the system in blocks: that costs more than their use. */
export function randomBlock(bytes: number): Buffer {
  if (used + bytes > block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += bytes;
  return block.subarray(used - bytes, used);
}

let hexBlock = "";
let hexUsed = 0;

export function randomHex(bytes: number): string {
  const start = hexUsed;
  hexUsed += 2 * bytes;
  if (hexUsed <= hexBlock.length) return hexBlock.slice(start, hexUsed);
  hexBlock = randomBlock(HEX_BYTES).toString("hex");
  hexUsed = 0;
  return randomHex(bytes);
}
