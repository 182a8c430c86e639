import { computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals-core";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { AnswerWatch } from "../connection/watch-answers.ts";
import type { SightingsBook } from "./sightings-book.ts";
import type { SightingsSubject } from "./sightings.ts";

const LOOKING_MS = 120;
/** Each instance about once a second, as long as there are few. */
const ROUND_MS = 1_000;
const FASTEST_MS = 250;
/**
 * So many rounds without a certain instance, and it is looked for at once. Several windows that ask in step meet the
 * same ones again and again where the balancer takes turns: hence the chance in the delay, too.
 */
const LATE_ROUNDS = 1.6;
const HIDDEN_MS = 5_000;
const PAUSE_AFTER_MS = 10 * 60_000;
const SLOWEST_MS = 10_000;
const ANSWER_MS = 4_000;

export interface SightingsPollOptions {
  book: SightingsBook;
  subject: ReadonlySignal<SightingsSubject>;
  connection: ChatConnection;
  answers: AnswerWatch;
  /** The room to ask about before the first join. */
  offeredRoom: string;
  onReport(report: InstanceReport): void;
}

/** Between two questions where so many instances are known. One that is met once in a round is not late. */
export function pollPace(known: number): { everyMs: number; lateMs: number } {
  const everyMs = Math.max(FASTEST_MS, ROUND_MS / Math.max(1, known));
  return { everyMs, lateMs: LATE_ROUNDS * everyMs * Math.max(known, ROUND_MS / everyMs) };
}

/**
 * Asks `GET /api/instance` again and again *without credentials*: no cookie, so that the balancer sends each request
 * to the instance whose turn it is. That works on any load balancer that spreads new visitors.
 */
export function startSightingsPoll({
  book,
  subject,
  connection,
  answers,
  offeredRoom,
  onReport,
}: SightingsPollOptions) {
  /** How the asking goes. `paused`: this window has been hidden for long. `failing`: no answers; see `problem`. */
  const asking = signal<"starting" | "running" | "paused" | "failing">("starting");
  const problem = signal<string | null>(null);
  let timer: ReturnType<typeof setTimeout> | null = null;
  let failures = 0;
  let hiddenSince: number | null = null;
  let isAsking = false;
  let isClosed = false;

  const room = computed(() => subject.value.room || offeredRoom);
  const roomId = computed(() => subject.value.mine?.roomId);
  const gone = computed(() => [...subject.value.gone].join("\n"));
  const delay = (): number => {
    if (failures > 0) return Math.min(SLOWEST_MS, 500 * 2 ** failures);
    if (document.hidden) return HIDDEN_MS;
    const now = Date.now();
    const { everyMs, lateMs } = pollPace(book.all(now, subject.peek().inService).length);
    if (!book.lookedAround() || book.oldestAge(now) > lateMs) return LOOKING_MS;
    return everyMs * (0.7 + 0.6 * Math.random());
  };
  const isPaused = () => hiddenSince !== null && Date.now() - hiddenSince > PAUSE_AFTER_MS;
  const schedule = (ms: number) => {
    if (timer !== null) clearTimeout(timer);
    timer = isClosed ? null : setTimeout(() => void ask(), ms);
  };

  async function ask(): Promise<void> {
    if (isAsking) return;
    if (isPaused()) {
      asking.value = "paused";
      return;
    }
    isAsking = true;
    const about = room.value;
    const askedAt = Date.now();
    try {
      const answer = fetch(`/api/instance?room=${encodeURIComponent(about)}`, {
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      answers.expect(answer);
      const response = await answer;
      const report = await reportIn(response);
      if (isClosed) return;
      failures = 0;
      if (about === room.value) {
        book.note(report, about, askedAt, Date.now());
        onReport(report);
      }
      asking.value = book.lookedAround() ? "running" : "starting";
      problem.value = null;
    } catch (error) {
      if (isClosed) return;
      failures = Math.min(failures + 1, 6);
      book.miss();
      // One 502 or a slow answer is an everyday thing when an instance dies.
      if (failures > 1) {
        asking.value = "failing";
        problem.value = error instanceof Error ? error.message : String(error);
      }
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

  const stops = [
    // What was seen of another room says nothing of this one.
    effect(() => {
      void room.value;
      untracked(book.clear);
    }),
    effect(() => {
      if (gone.value !== "") untracked(() => book.forget(subject.value.gone));
    }),
    // Something has just changed: look at once.
    effect(() => {
      const { status, instance } = connection.now.value;
      void [room.value, status, instance, roomId.value];
      schedule(0);
    }),
  ];

  return {
    asking,
    problem,
    close() {
      isClosed = true;
      for (const stop of stops) stop();
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
