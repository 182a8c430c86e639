import { signal, type ReadonlySignal } from "@preact/signals-core";
import type { Traffic } from "../../protocol/control/traffic.ts";
import { windowVisible } from "../page/window-visible.ts";
import { addSample, SAMPLE_MS, type Sample } from "./traffic-book.ts";

const ANSWER_MS = 5_000;

/**
 * Asks a control API for its traffic every two seconds while this window is looked at, until `close`.
 * @param base where it is: "" for the one that serves this page.
 */
export function watchTraffic(base: string): { samples: ReadonlySignal<readonly Sample[]>; close(): void } {
  const samples = signal<readonly Sample[]>([]);
  const closed = new AbortController();
  let isAsking = false;

  async function look(): Promise<void> {
    if (isAsking || !windowVisible.is()) return;
    isAsking = true;
    const traffic = await ask();
    isAsking = false;
    if (closed.signal.aborted) return;
    samples.value = addSample(samples.peek(), { at: traffic?.at ?? Date.now(), traffic });
  }

  async function ask(): Promise<Traffic | null> {
    try {
      const signal = AbortSignal.any([closed.signal, AbortSignal.timeout(ANSWER_MS)]);
      const response = await fetch(`${base}/traffic`, { signal });
      return response.ok ? ((await response.json()) as Traffic) : null;
    } catch {
      return null;
    }
  }

  const timer = setInterval(() => void look(), SAMPLE_MS);
  void look();
  return {
    samples,
    close() {
      closed.abort();
      clearInterval(timer);
    },
  };
}
