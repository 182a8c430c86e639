import { LEFT_OUT } from "./left-out.ts";

/** How a line of a shell block is dealt with; null: nobody has said. */
export type Treatment = { run: true } | { run: false; because: string } | null;

/** What is run is harmless and ends by itself: requests to a lab, and programs asked for their `--help`. */
export function treatmentOf(line: string): Treatment {
  const left = LEFT_OUT.find(({ pattern }) => pattern.test(line));
  if (left) return { run: false, because: left.because };
  if (line.startsWith("curl ") || /^node .*--help$/.test(line)) return { run: true };
  return null;
}

/**
 * A line as it is run: against this lab instead of one on the usual ports, and failing where the answer is an error. A
 * stream that never ends is cut after a second.
 */
export function runnableLine(line: string, lab: { url: string; controlUrl: string }): string {
  const pointed = line
    .replaceAll(/http:\/\/(?:localhost|127\.0\.0\.1):8000/g, lab.url)
    .replaceAll(/http:\/\/(?:localhost|127\.0\.0\.1):8001/g, lab.controlUrl);
  return pointed.replaceAll(/\bcurl /g, /\s-N\b/.test(line) ? "curl -sS --fail --max-time 1 " : "curl -sS --fail ");
}
