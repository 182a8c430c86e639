import { computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals-core";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import type { ChatConnection } from "../connection/chat-connection.ts";
import type { AnswerWatch } from "../connection/watch-answers.ts";
import type { BrowserWindow } from "../session/browser-windows.ts";
import { askAnyInstance } from "./ask-any-instance.ts";
import type { Sighting, SightingsBook } from "./sightings-book.ts";
import type { SightingsSubject } from "./sightings.ts";

const LOOKING_MS = 120;
/** Each instance about once a second while something changes, as long as there are few. */
const ROUND_MS = 1_000;
const FASTEST_MS = 250;
/** So long after a change it may go on; then there is one question a second. */
const BUSY_MS = 4_000;
const IDLE_MS = 1_000;
/** Between the questions of one round. */
const NEXT_MS = 20;
/** So many rounds without a certain instance, and it is looked for at once. */
const LATE_ROUNDS = 2;
const SLOWEST_MS = 3_000;
/** One that hangs keeps nobody from asking the others: so long after a question the next is asked all the same, */
const HANGS_MS = 1_000;
/** as long as no more than so many are unanswered. */
const MAX_UNANSWERED = 4;
/** A round begins by chance so much earlier or later. */
const ROUND_VARIES = 0.15;
/** An answer takes no longer, or is late. */
const HEARD_MS = 1_000;

export interface SightingsPollOptions {
  book: SightingsBook;
  subject: ReadonlySignal<SightingsSubject>;
  connection: ChatConnection;
  answers: AnswerWatch;
  /** Of this browser, this one first. */
  windows: ReadonlySignal<readonly BrowserWindow[]>;
  visible: ReadonlySignal<boolean>;
  /** The room to ask about before the first join. */
  offeredRoom: string;
  onReport(report: InstanceReport): void;
}

/**
 * How long a round takes in which so many instances are asked once. One that is met in each round is not late.
 * @returns also within which time another window is heard of that asks at this pace: its longest round, and an answer.
 */
export function pollPace(known: number, isIdle: boolean): { roundMs: number; lateMs: number; heardMs: number } {
  const roundMs = isIdle ? IDLE_MS * Math.max(1, known) : Math.max(ROUND_MS, FASTEST_MS * known);
  return { roundMs, lateMs: LATE_ROUNDS * roundMs, heardMs: (1 + ROUND_VARIES) * roundMs + HEARD_MS };
}

/** Of the windows that look at this room, the one that asks for all of them: this one? */
export function asksForAll(windows: readonly BrowserWindow[]): boolean {
  const [mine] = windows;
  return windows.every((one) => one.isThis || !one.visible || one.room !== mine?.room || one.id > mine.id);
}

type Heard = { type: "report"; report: InstanceReport; room: string; askedAt: number } | { type: "late" };

/**
 * Asks `GET /api/instance` again and again *without credentials*: no cookie, so that the balancer sends each request
 * to the instance whose turn it is. That works on any load balancer that spreads new visitors. Of the windows of one
 * browser that look at one room, one asks and tells the others; a window that nobody looks at asks nothing.
 */
export function startSightingsPoll(options: SightingsPollOptions) {
  const { book, subject, connection, answers, windows, visible, offeredRoom, onReport } = options;
  /** How the asking goes. `paused`: nobody looks at this window. `failing`: no answers; see `problem`. */
  const asking = signal<"starting" | "running" | "paused" | "failing">("starting");
  const problem = signal<string | null>(null);
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("sticky-rooms: reports");
  let timer: ReturnType<typeof setTimeout> | null = null;
  let failures = 0;
  let changedAt = Date.now();
  let heardAt = 0;
  let unanswered = 0;
  let isClosed = false;

  const room = computed(() => subject.value.room || offeredRoom);
  const roomId = computed(() => subject.value.mine?.roomId);
  const newest = computed(() => subject.value.log?.seq);
  const gone = computed(() => [...subject.value.gone].join("\n"));
  const asks = computed(() => asksForAll(windows.value));
  const place = computed(() => `${connection.now.value.status} ${connection.now.value.instance}`);
  /** How many questions of this round are still to be asked. */
  let left = 0;
  /**
   * Where the balancer takes turns, those who ask one question each in step with one another meet the same instances
   * again and again: three browsers at three instances each their own. So a round is asked at once, one question after
   * the other, and begins by chance a little earlier or later.
   */
  const delay = (): number => {
    if (failures > 0) return Math.min(SLOWEST_MS, 500 * 2 ** failures);
    const now = Date.now();
    const known = book.all(now, subject.peek().inService).length;
    const { roundMs, lateMs } = pollPace(known, book.lookedAround() && now - changedAt > BUSY_MS);
    if (!book.lookedAround() || book.oldestAge(now) > lateMs) return LOOKING_MS;
    left = left > 0 ? left - 1 : Math.max(0, known - 1);
    return left > 0 ? NEXT_MS : roundMs * (1 - ROUND_VARIES + 2 * ROUND_VARIES * Math.random());
  };
  const schedule = (ms: number) => {
    if (timer !== null) clearTimeout(timer);
    timer = isClosed || !visible.peek() ? null : setTimeout(() => void ask(), ms);
  };
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is one origin's.
  const tell = (heard: Heard) => channel?.postMessage(heard);

  function take(report: InstanceReport, about: string, askedAt: number): void {
    if (about !== room.value) return;
    const before = book.get(report.instance);
    book.note(report, about, askedAt, Date.now());
    if (hasChanged(before, book.get(report.instance))) changedAt = Date.now();
    onReport(report);
    asking.value = book.lookedAround() ? "running" : "starting";
    problem.value = null;
  }

  async function ask(): Promise<void> {
    if (unanswered >= MAX_UNANSWERED) return;
    // Another window asks for this one, as long as it is heard of. It may be idle while this one is not.
    if (!asks.peek()) {
      const now = Date.now();
      const { heardMs } = pollPace(book.all(now, subject.peek().inService).length, true);
      if (now - heardAt < heardMs) return schedule(heardAt + heardMs - now);
    }
    unanswered += 1;
    const hangs = setTimeout(() => schedule(0), HANGS_MS);
    const about = room.value;
    const askedAt = Date.now();
    try {
      const answer = askAnyInstance(about);
      answers.expect(answer, () => tell({ type: "late" }));
      const report = await reportIn(await answer);
      if (isClosed) return;
      failures = 0;
      tell({ type: "report", report, room: about, askedAt });
      take(report, about, askedAt);
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
      clearTimeout(hangs);
      unanswered -= 1;
    }
    schedule(delay());
  }

  channel?.addEventListener("message", ({ data }: MessageEvent<Heard>) => {
    if (data.type === "late") return answers.probe();
    if (data.room !== room.value) return;
    heardAt = Date.now();
    failures = 0;
    take(data.report, data.room, data.askedAt);
  });

  const stops = [
    // What was seen of another room says nothing of this one.
    effect(() => {
      void room.value;
      untracked(book.clear);
    }),
    effect(() => {
      if (gone.value !== "") untracked(() => book.forget(subject.value.gone));
    }),
    effect(() => {
      void newest.value;
      changedAt = Date.now();
    }),
    // The one that asked has gone.
    effect(() => {
      if (asks.value) untracked(() => schedule(0));
    }),
    // Something has just changed: look at once.
    effect(() => {
      void [room.value, place.value, roomId.value, visible.value];
      changedAt = Date.now();
      if (!visible.value) asking.value = "paused";
      untracked(() => schedule(0));
    }),
  ];

  return {
    asking,
    problem,
    close() {
      isClosed = true;
      for (const stop of stops) stop();
      if (timer !== null) clearTimeout(timer);
      channel?.close();
    },
  };
}

function hasChanged(before: Sighting | undefined, after: Sighting | undefined): boolean {
  const story = (one: Sighting | undefined) =>
    one &&
    [one.bootId, one.status, one.room?.report.id, one.room?.report.digest, one.room?.report.members.length].join();
  return story(before) !== story(after);
}

/** An instance that cannot reach its store answers 503 and says so; a balancer's own 503 is not a report. */
async function reportIn(response: Response): Promise<InstanceReport> {
  const isReport = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  if (!response.ok && !(response.status === 503 && isReport)) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as InstanceReport;
}
