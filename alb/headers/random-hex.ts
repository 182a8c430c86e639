import { randomFillSync } from "node:crypto";

const block = Buffer.alloc(8 * 1024);
let used = block.length;

/** Random bytes as text, drawn from the system in blocks: a call for each id costs more than the id. */
export function randomHex(bytes: number): string {
  if (used + bytes > block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += bytes;
  return block.toString("hex", used - bytes, used);
}
