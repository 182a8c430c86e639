import { monitorEventLoopDelay } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";

interface LoadLimits {
  /** How late the event loop may be; 0: any. */
  lagMs: number;
  /** Share of the heap limit that may be in use; 100: all of it. */
  heapPercent: number;
}

interface Load {
  lagMs: number;
  heapPercent: number;
}

/** Measures once a second how late the event loop is and how full the heap. */
function measure(): { read(): Load; close(): void } {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return {
    read: () => {
      // A delay that is still going on is not in the histogram; the late timer that calls this has ended it.
      const lagMs = Math.max(0, delay.percentile(90) / 1e6 - 20);
      delay.reset();
      const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
      return { lagMs, heapPercent: (100 * used) / limit };
    },
    close: () => void delay.disable(),
  };
}

/**
 * Says when the instance has more work than it can do: then it takes no new sessions, so that those that it has stay
 * served. It is overloaded after two looks in a row over a limit, and until two in a row are under both.
 */
export function watchLoad(
  limits: LoadLimits,
  onChange: (isOverloaded: boolean, load: Load) => void,
  { everyMs = 1_000, meter = measure() } = {},
) {
  let isOverloaded = false;
  let looks = 0;
  let load: Load = { lagMs: 0, heapPercent: 0 };
  const timer = setInterval(() => {
    load = meter.read();
    const isOver =
      (limits.lagMs > 0 && load.lagMs > limits.lagMs) ||
      (limits.heapPercent < 100 && load.heapPercent > limits.heapPercent);
    looks = isOver === isOverloaded ? 0 : looks + 1;
    if (looks < 2) return;
    looks = 0;
    isOverloaded = isOver;
    onChange(isOverloaded, load);
  }, everyMs).unref();
  return {
    isOverloaded: (): boolean => isOverloaded,
    load: (): Load => load,
    close: (): void => {
      clearInterval(timer);
      meter.close();
    },
  };
}
