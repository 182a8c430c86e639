import type { LogEntry } from "./read-entry.ts";

/** Entries of several logs, each in the order of time, as one in the order of time; each log is read as far as needed. */
export async function* mergeEntries(logs: readonly AsyncIterator<LogEntry>[]): AsyncGenerator<LogEntry> {
  const heads: { log: AsyncIterator<LogEntry>; entry: LogEntry }[] = [];
  const advance = async (log: AsyncIterator<LogEntry>) => {
    const next = await log.next();
    if (next.done !== true) heads.push({ log, entry: next.value });
  };
  for (const log of logs) await advance(log);
  while (heads.length > 0) {
    let first = 0;
    for (const [index, head] of heads.entries()) if (head.entry.time < heads[first]!.entry.time) first = index;
    const [{ log, entry }] = heads.splice(first, 1) as [(typeof heads)[number]];
    yield entry;
    await advance(log);
  }
}
