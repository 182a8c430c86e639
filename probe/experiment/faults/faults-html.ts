import type { FaultsResult } from "./run-faults.ts";
export function faultsHtml(result: FaultsResult): string {
  return `<pre>${JSON.stringify(result.verdict)}</pre>`;
}
