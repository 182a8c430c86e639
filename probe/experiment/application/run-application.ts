import { setTimeout as pause } from "node:timers/promises";
import { createBrowser } from "../../../people/browser.ts";
import { UserError } from "../../../machine/user-error.ts";
import { cellKey } from "../cell.ts";
import { holdConversation } from "../conversation.ts";
import { namesOf } from "../create-people.ts";
import { createRecorder, type History, type Recorder } from "../history/history.ts";
import { readLedger } from "../history/ledger.ts";
import { measure, type Measurements } from "../measure.ts";
import type { MeasuredLab } from "../measured-lab.ts";
import { seededRandom, type Random } from "../seeded-random.ts";
import { APPLICATION_DIMENSIONS, type ApplicationCell } from "./application-cell.ts";
import { createApplicationPerson, type Confirmation, type Conversation } from "./application-person.ts";
import { ApplicationError, type Application } from "./load-application.ts";
import {
  compareApplication,
  predictApplication,
  type ApplicationComparison,
  type ApplicationPrediction,
  type Claims,
} from "./predict-application.ts";

export interface ApplicationCellResult {
  key: string;
  cell: ApplicationCell;
  milliseconds: number;
  prediction: ApplicationPrediction | null;
  measurements: Measurements;
  comparison: ApplicationComparison;
  history: History;
}

/** Under which circumstances an application is measured. */
export interface ApplicationSettings {
  /** The module, as it was named. */
  file: string;
  claims: Claims;
  people: number;
  rooms: number;
  messages: number;
  /** Null: a deployment whose instances nobody counts. */
  instances: number | null;
  seed: number;
  payloadBytes: number;
  /** Messages a second of all people together; null: as fast as they are confirmed. */
  ratePerSecond: number | null;
  thinkMs: number;
  /** What has not arrived when nothing has arrived for so long does not come. */
  quietMs: number;
}

export interface ApplicationResult extends ApplicationSettings {
  url: string | null;
  command: string | null;
  confirmation: Confirmation;
  /** Whether the module tells which instance serves a socket. */
  knowsInstances: boolean;
  startedAt: string;
  milliseconds: number;
  cells: ApplicationCellResult[];
  failures: { key: string; cell: ApplicationCell; error: string }[];
  /** Why it ended before all was measured. */
  stopped: string | null;
  verdict: "valid" | "invalid" | "unknown";
}

export type ApplicationProgress =
  | { type: "rehearsed"; confirmation: Confirmation; knowsInstances: boolean; cells: ApplicationCell[] }
  | { type: "done"; result: ApplicationCellResult; number: number }
  | { type: "failed"; key: string; error: string; number: number };

export interface ApplicationRun {
  settings: ApplicationSettings;
  application: Application;
  lab: MeasuredLab;
  cells: readonly ApplicationCell[];
  url: string | null;
  command: string | null;
  /** How long an answer may take; default 5 s. */
  answerMs?: number;
  onProgress?: (progress: ApplicationProgress) => void;
}

const ANSWER_MS = 5_000;
/** Under any load it does not last longer until all has arrived. */
const MOST_QUIET_MS = 20_000;

/**
 * Measures an application, one cell after another. What has been measured when the module or the application gives up
 * is kept.
 * @throws {UserError} when nothing can be measured at all.
 */
export async function runApplication(run: ApplicationRun): Promise<ApplicationResult> {
  const { settings, lab, cells, url, command, onProgress = () => {} } = run;
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const results: ApplicationCellResult[] = [];
  const failures: ApplicationResult["failures"] = [];
  let stopped: string | null = null;

  const { confirmation, knowsInstances } = await rehearse(run);
  onProgress({ type: "rehearsed", confirmation, knowsInstances, cells: [...cells] });
  for (const [index, cell] of cells.entries()) {
    const key = cellKey(cell, APPLICATION_DIMENSIONS);
    try {
      const result = await runCell(run, cell, key, confirmation, knowsInstances);
      results.push(result);
      onProgress({ type: "done", result, number: index + 1 });
      await lab.control?.restore();
    } catch (error) {
      if (error instanceof UserError) {
        stopped = error.message;
        break;
      }
      const failure = { key, cell, error: error instanceof Error ? error.message : String(error) };
      failures.push(failure);
      onProgress({ type: "failed", key, error: failure.error, number: index + 1 });
    }
  }
  const verdicts = new Set(results.map(({ comparison }) => comparison.verdict));
  const isUnknown = stopped !== null || failures.length > 0 || verdicts.has("unknown");
  return {
    ...settings,
    url,
    command,
    confirmation,
    knowsInstances,
    startedAt,
    milliseconds: Math.round(performance.now() - begun),
    cells: results,
    failures,
    stopped,
    verdict: verdicts.has("contradicted") && stopped === null ? "invalid" : isUnknown ? "unknown" : "valid",
  };
}

async function runCell(
  run: ApplicationRun,
  cell: ApplicationCell,
  key: string,
  confirmation: Confirmation,
  knowsInstances: boolean,
): Promise<ApplicationCellResult> {
  const { lab } = run;
  const { people: count, rooms, messages, seed, claims, instances } = run.settings;
  const begun = performance.now();
  const random = seededRandom(seed).fork(key);
  const recorder = createRecorder({ store: "application", people: namesOf(count) });
  const conversation = createConversation(run, cell, recorder, confirmation);
  const room = roomName(random);
  const shared = newBrowser(lab.url, random);
  const people = recorder.history.people.map((name, index) =>
    createApplicationPerson(
      name,
      rooms === 1 ? room : `${room}-${(index % rooms) + 1}`,
      cell.layout === "one-browser" ? shared : newBrowser(lab.url, random),
      conversation,
      random.fork(name),
    ),
  );
  await holdConversation({ cell, lab, people, messages, room, random, recorder });
  const { history } = recorder;
  const measurements = measure(history);
  const circumstances = { cell, claims, people: count, rooms, instances };
  const prediction = predictApplication(circumstances);
  const passed = knowsInstances ? passedBetweenInstances(history) : null;
  return {
    key,
    cell,
    milliseconds: Math.round(performance.now() - begun),
    prediction,
    measurements,
    comparison: compareApplication(circumstances, prediction, measurements, passed),
    history,
  };
}

/**
 * Lets one person come, and say something: the module must work, and how the application confirms is found out.
 * @throws {UserError} one sentence.
 */
async function rehearse(run: ApplicationRun): Promise<{ confirmation: Confirmation; knowsInstances: boolean }> {
  const { lab, settings, answerMs = ANSWER_MS } = run;
  const { seed, file } = settings;
  const random = seededRandom(seed).fork("rehearsal");
  await lab.control?.setStickiness("on");
  let why = "";
  for (const transport of ["websocket", "default"] as const) {
    const recorder = createRecorder({ store: "application", people: ["Ada"] });
    const cell = { stickiness: "on", transport, layout: "browsers", happening: "nothing" } as const;
    const conversation = createConversation(run, cell, recorder, null);
    const browser = newBrowser(lab.url, random);
    const person = createApplicationPerson("Ada", roomName(random), browser, conversation, random);
    try {
      await person.loadPage();
      if (await person.arrive(3, 2 * answerMs)) {
        await person.say();
        const confirmation = person.confirmedBy();
        if (confirmation === null) {
          throw new ApplicationError(
            `${file}: the promise that send returns did not resolve within ${answerMs / 1_000} s`,
          );
        }
        return { confirmation, knowsInstances: person.instance() !== null };
      }
    } finally {
      person.close();
    }
    const failed = recorder.history.events.findLast((event) => event.type === "attempt-failed");
    if (failed?.type === "attempt-failed") why = failed.why;
  }
  throw new UserError(`${run.url ?? `"${run.command}"`} gives nobody a Socket.IO session${why ? `: ${why}` : ""}`);
}

function createConversation(
  run: ApplicationRun,
  cell: ApplicationCell,
  recorder: Recorder,
  confirmation: Confirmation | null,
): Conversation {
  const { application, lab, answerMs = ANSWER_MS } = run;
  const { file, payloadBytes, ratePerSecond, thinkMs, quietMs } = run.settings;
  const said: Conversation["said"] = new Map();
  const sentAt = new Map<string, number>();
  let newest = performance.now();
  let slowest = 0;
  let next = 0;
  const record: Recorder["record"] = (event) => {
    const now = performance.now();
    if (event.type === "send" || event.type === "delivered") newest = now;
    if (event.type === "send") sentAt.set(event.message, now);
    if (event.type === "delivered" && event.via === "live")
      slowest = Math.max(slowest, now - (sentAt.get(event.message) ?? now));
    recorder.record(event);
  };
  return {
    application,
    file,
    url: lab.url,
    transport: cell.transport,
    confirmation,
    recorder: { history: recorder.history, record },
    said,
    payloadBytes,
    answerMs,
    async turn() {
      if (thinkMs > 0) await pause(thinkMs);
      if (ratePerSecond === null) return;
      const now = performance.now();
      next = Math.max(now, next + 1_000 / ratePerSecond);
      if (next > now) await pause(next - now);
    },
    async quiet() {
      const deadline = performance.now() + MOST_QUIET_MS;
      for (;;) {
        const now = performance.now();
        const left = newest + Math.max(quietMs, 3 * slowest) - now;
        if (left <= 0 || now >= deadline) return;
        await pause(Math.min(left, deadline - now));
      }
    },
  };
}

function newBrowser(url: string, random: Random) {
  return { jar: createBrowser({ origin: url }).jar, id: `browser-${random.below(2 ** 31)}` };
}

/** New in each run: an application may still hold the rooms of the one before. */
function roomName(random: Random): string {
  return `x-${Date.now().toString(36)}-${random.below(2 ** 31).toString(36)}`;
}

/** Deliveries of what was said on one instance to people on another one. */
function passedBetweenInstances(history: History): number {
  const { visits, deliveries } = readLedger(history);
  return [...deliveries].flatMap(([person, mine]) =>
    mine.filter(({ at, place, sender }) => {
      const stay = visits.get(person)?.find(({ from, to }) => from < at && (to === null || to > at));
      return (
        sender !== person && place.instance !== "" && stay && stay.instance !== "" && stay.instance !== place.instance
      );
    }),
  ).length;
}
