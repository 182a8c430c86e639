const BLOCK_BYTES = 256 * 1024;
/** Lines wait as text until they are this long together: to turn each into bytes on its own costs more than to make it. */
const MAX_TEXT = 16 * 1024;

interface Block {
  bytes: Buffer;
  used: number;
  /** How many of its bytes `takeNew` gave away. */
  taken: number;
  lines: number;
}

/**
 * Keeps the newest lines as bytes in a few large blocks: thousands of small strings would be moved about by each garbage
 * collection.
 * @param limit at least so many lines are kept, as long as no more than these came.
 * @param untakenLimit as many are kept besides for `takeNew`.
 */
export function createLineStore(limit: number, untakenLimit = 0) {
  const blocks: Block[] = [];
  let size = 0;
  let text = "";
  let textLines = 0;

  function blockFor(bytes: number): Block {
    const last = blocks.at(-1);
    if (last && last.bytes.length - last.used >= bytes) return last;
    const block = { bytes: Buffer.allocUnsafe(Math.max(BLOCK_BYTES, bytes)), used: 0, taken: 0, lines: 0 };
    // The oldest block goes when there are enough lines without it.
    while (blocks.length > 0 && size - blocks[0]!.lines >= keptLimit(blocks[0]!)) size -= blocks.shift()!.lines;
    blocks.push(block);
    return block;
  }

  function keptLimit({ taken, used }: Block): number {
    return taken < used ? Math.max(limit, untakenLimit) : limit;
  }

  function store(): void {
    if (textLines === 0) return;
    const block = blockFor(text.length);
    block.used += block.bytes.write(text, block.used, "latin1");
    block.lines += textLines;
    size += textLines;
    text = "";
    textLines = 0;
  }

  return {
    /** How many lines are kept. */
    get size(): number {
      return size + textLines;
    },
    /** @param line ASCII, without its end. */
    add(line: string): void {
      text += `${line}\n`;
      textLines += 1;
      if (text.length > MAX_TEXT) store();
    },
    /** The newest, newest last, without their ends. */
    lines(): string[] {
      store();
      if (size === 0) return [];
      const all = Buffer.concat(blocks.map(({ bytes, used }) => bytes.subarray(0, used)));
      return all.toString("latin1").slice(0, -1).split("\n").slice(-limit);
    },
    /** All that came since this was last asked, as it goes into a file; they are kept as the newest all the same. */
    takeNew(): Buffer {
      store();
      const pieces = blocks.map(({ bytes, used, taken }) => bytes.subarray(taken, used));
      for (const block of blocks) block.taken = block.used;
      return Buffer.concat(pieces);
    },
  };
}
