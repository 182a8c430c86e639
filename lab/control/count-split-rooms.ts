import type { InstanceReport } from "../../protocol/instance-report.ts";

const TIMEOUT_MS = 1_000;
/** More is no report of an instance of ours. */
const MAX_BYTES = 10_000_000;

/**
 * How many room names several instances hold with different ids, and with people in each: people who are apart. Of the
 * instances that answered; null when none did.
 */
export async function countSplitRooms(instances: readonly { address: string; port: number }[]): Promise<number | null> {
  const reports = await Promise.all(instances.map(readReport));
  const answered = reports.filter((report) => report !== null);
  return answered.length === 0 ? null : splitRooms(answered);
}

/** @returns how many names have more than one id among these. */
export function splitRooms(reports: readonly Pick<InstanceReport, "rooms">[]): number {
  const ids = new Map<string, Set<string>>();
  for (const { room, id, members } of reports.flatMap(({ rooms }) => rooms)) {
    if (members.length > 0) ids.set(room, (ids.get(room) ?? new Set()).add(id));
  }
  return [...ids.values()].filter(({ size }) => size > 1).length;
}

async function readReport({ address, port }: { address: string; port: number }): Promise<InstanceReport | null> {
  try {
    const response = await fetch(`http://${address}:${port}/api/instance`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    if (!response.ok || text.length > MAX_BYTES) return null;
    const report = JSON.parse(text) as InstanceReport;
    return Array.isArray(report.rooms) ? report : null;
  } catch {
    return null;
  }
}
