import { randomFillSync } from "node:crypto";

const block = Buffer.alloc(8 * 1024);
let used = block.length;
/** These are written in hexadecimal at once; no one asks for more. */
const hexBytes = Buffer.alloc(1024);

/** Makes the first bytes random. They are drawn from the system in blocks: that costs more than their use. */
export function fillRandom(target: Buffer, bytes: number): void {
  if (used + bytes > block.length) {
    randomFillSync(block);
    used = 0;
  }
  for (let i = 0; i < bytes; i += 1) target[i] = block[used + i]!;
  used += bytes;
}

let hexBlock = "";
let hexUsed = 0;

export function randomHex(bytes: number): string {
  const start = hexUsed;
  hexUsed += 2 * bytes;
  if (hexUsed <= hexBlock.length) return hexBlock.slice(start, hexUsed);
  fillRandom(hexBytes, hexBytes.length);
  hexBlock = hexBytes.toString("hex");
  hexUsed = 0;
  return randomHex(bytes);
}
