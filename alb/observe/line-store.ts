const BLOCK_BYTES = 256 * 1024;

interface Block {
  bytes: Buffer;
  used: number;
  lines: number;
}

/**
 * Keeps the newest lines as bytes in a few large blocks: thousands of small strings would be moved about by each garbage
 * collection.
 * @param limit at least so many lines are kept, as long as no more than these came.
 */
export function createLineStore(limit: number) {
  let blocks: Block[] = [];
  let size = 0;

  function blockFor(bytes: number): Block {
    const last = blocks.at(-1);
    if (last && last.bytes.length - last.used >= bytes) return last;
    const block = { bytes: Buffer.allocUnsafe(Math.max(BLOCK_BYTES, bytes)), used: 0, lines: 0 };
    blocks.push(block);
    // The oldest block goes when there are enough lines without it.
    while (size - blocks[0]!.lines >= limit) size -= blocks.shift()!.lines;
    return block;
  }

  function taken(block: Block, bytes: number): Buffer {
    block.used += bytes;
    block.lines += 1;
    size += 1;
    return block.bytes.subarray(block.used - bytes, block.used);
  }

  const all = () => Buffer.concat(blocks.map(({ bytes, used }) => bytes.subarray(0, used)));
  return {
    get size(): number {
      return size;
    },
    /** @param line ASCII, without its end. @returns its bytes with it, good until the next line comes. */
    add(line: string): Buffer {
      const block = blockFor(line.length + 1);
      const start = block.used;
      block.bytes.write(line, start, "latin1");
      block.bytes[start + line.length] = 0x0a;
      return taken(block, line.length + 1);
    },
    /** @param line with its end. */
    addBytes(line: Buffer): void {
      const block = blockFor(line.length);
      block.bytes.set(line, block.used);
      taken(block, line.length);
    },
    /** The newest, newest last, without their ends. */
    lines: (): string[] => (size === 0 ? [] : all().toString("latin1").slice(0, -1).split("\n").slice(-limit)),
    /** All of them as they go into a file; none is left. */
    takeAll(): Buffer {
      const taken = all();
      blocks = [];
      size = 0;
      return taken;
    },
  };
}
