import type { InstanceReport } from "../../../protocol/instance-report.ts";
import type { SightingsBook } from "./sightings-book.ts";
import type { SightingsState } from "./sightings-state.ts";

const LOOKING_MS = 120;
/** Each instance about once a second, as long as there are few. */
const ROUND_MS = 1_000;
const FASTEST_MS = 250;
/**
 * An instance that was not met for so long is looked for at once. Several windows that ask in step meet the same ones
 * again and again where the balancer takes turns: hence the chance in the delay, too.
 */
const LATE_MS = 1_600;
const HIDDEN_MS = 5_000;
const PAUSE_AFTER_MS = 10 * 60_000;
const SLOWEST_MS = 10_000;
const ANSWER_MS = 4_000;

export interface SightingsPollOptions {
  book: SightingsBook;
  /** The room to ask about; empty while there is none. */
  room(): string;
  known(): number;
  onReport(report: InstanceReport, room: string): void;
  onState(asking: SightingsState["asking"], problem: string | null): void;
}

export interface SightingsPoll {
  /** Asks now: something has just changed. */
  hurry(): void;
  close(): void;
}

/**
 * Asks `GET /api/instance` again and again *without credentials*: no cookie, so that the balancer sends each request
 * to the instance whose turn it is. That works on any load balancer that spreads new visitors.
 */
export function startSightingsPoll({ book, room, known, onReport, onState }: SightingsPollOptions): SightingsPoll {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let failures = 0;
  let hiddenSince: number | null = null;
  let isAsking = false;
  let isClosed = false;

  const delay = (): number => {
    if (failures > 0) return Math.min(SLOWEST_MS, 500 * 2 ** failures);
    if (document.hidden) return HIDDEN_MS;
    if (!book.lookedAround() || book.oldestAge(Date.now()) > LATE_MS) return LOOKING_MS;
    return Math.max(FASTEST_MS, ROUND_MS / Math.max(1, known())) * (0.7 + 0.6 * Math.random());
  };

  const isPaused = () => hiddenSince !== null && Date.now() - hiddenSince > PAUSE_AFTER_MS;

  const schedule = (ms: number) => {
    if (timer !== null) clearTimeout(timer);
    timer = isClosed ? null : setTimeout(() => void ask(), ms);
  };

  async function ask(): Promise<void> {
    if (isAsking) return;
    if (isPaused()) return onState("paused", null);
    isAsking = true;
    const about = room();
    const askedAt = Date.now();
    try {
      const response = await fetch(`/api/instance?room=${encodeURIComponent(about)}`, {
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      const report = await reportIn(response);
      if (isClosed) return;
      failures = 0;
      if (about === room()) {
        book.note(report, about, askedAt, Date.now());
        onReport(report, about);
      }
      onState(book.lookedAround() ? "running" : "starting", null);
    } catch (error) {
      if (isClosed) return;
      failures = Math.min(failures + 1, 6);
      book.miss();
      // One 502 or a slow answer is an everyday thing when an instance dies.
      if (failures > 1) onState("failing", error instanceof Error ? error.message : String(error));
    } finally {
      isAsking = false;
    }
    schedule(delay());
  }

  const onVisibility = () => {
    hiddenSince = document.hidden ? Date.now() : null;
    if (!document.hidden) schedule(0);
  };
  document.addEventListener("visibilitychange", onVisibility);
  onVisibility();
  schedule(0);

  return {
    hurry: () => schedule(0),
    close() {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisibility);
    },
  };
}

/** An instance that cannot reach its store answers 503 and says so; a balancer's own 503 is no report. */
async function reportIn(response: Response): Promise<InstanceReport> {
  const isReport = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  if (!response.ok && !(response.status === 503 && isReport)) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as InstanceReport;
}
