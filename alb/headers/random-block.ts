import { randomFillSync } from "node:crypto";

const block = Buffer.alloc(8 * 1024);
let used = block.length;

/** Random bytes, good until the next call. They are drawn from the system in blocks: that costs more than their use. */
export function randomBlock(bytes: number): Buffer {
  if (used + bytes > block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += bytes;
  return block.subarray(used - bytes, used);
}

export function randomHex(bytes: number): string {
  return randomBlock(bytes).toString("hex");
}
