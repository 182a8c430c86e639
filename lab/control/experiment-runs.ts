import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { startChildGuard } from "../../machine/processes/child-guard.ts";

/** One cell of the matrix, as `npm run experiment` tells of it. */
export interface ExperimentCell {
  key: string;
  stickiness: string;
  transport: string;
  layout: string;
  store: string;
  happening: string;
  phase: "waiting" | "running" | "done";
  predicted: string;
  /** Empty until it is done. */
  measured: string;
  verdict: "as-predicted" | "contradicted" | "unknown" | null;
  lost: number;
  expected: number;
}

/** The newest run. */
export interface ExperimentView {
  state: "none" | "running" | "done" | "failed";
  /** Milliseconds since 1970. */
  startedAt: number | null;
  finishedAt: number | null;
  sentence: string;
  cells: ExperimentCell[];
}

export interface ExperimentRequest {
  cells?: string | undefined;
  people?: number | undefined;
  messages?: number | undefined;
  seed?: number | undefined;
}

export interface ExperimentRuns {
  view(): ExperimentView;
  /** False: one is running already. */
  start(request: ExperimentRequest): boolean;
  /** Ends the run, if there is one. */
  stop(): Promise<void>;
  /** The finished run's page; null until there is one. */
  report(): string | null;
  /** Calls back at each change; there is one listener. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

const ROOT = path.resolve(import.meta.dirname, "../..");
const MAX_CELLS = 1_000;
const MAX_REPORT_BYTES = 32 << 20;
const MAX_SENTENCE = 500;
const NOTHING: ExperimentView = { state: "none", startedAt: null, finishedAt: null, sentence: "", cells: [] };

/**
 * Runs the experiment for the page: a process with labs of its own on ports of their own, one run at a time. It ends
 * with this process, however that ends.
 * @param program what is run; a test can put another in its place.
 */
export function createExperimentRuns(
  program: readonly string[] = [path.join(ROOT, "tooling/bootstrap/run-entry.js"), "probe/experiment/main.ts"],
): ExperimentRuns {
  let view = NOTHING;
  let report: string | null = null;
  let child: ChildProcess | null = null;
  let isStopping = false;
  let ended: Promise<void> = Promise.resolve();
  let changed: () => void = () => {};
  const update = (change: Partial<ExperimentView>) => {
    view = { ...view, ...change };
    changed();
  };

  async function run(request: ExperimentRequest): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-experiment-"));
    const page = path.join(folder, "report.html");
    const childGuard = startChildGuard();
    try {
      const args = [...program, "--progress=json", `--html=${page}`, ...optionsOf(request)];
      const command = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
      child = command;
      if (isStopping) command.kill("SIGTERM");
      if (command.pid !== undefined) childGuard.guard(command.pid);
      const exited = once(command, "close") as Promise<[number | null, NodeJS.Signals | null]>;
      let words = "";
      createInterface({ input: command.stderr }).on("line", (line) => {
        const told = parse(line);
        if (told) update(applied(view, told));
        else words = line.slice(0, MAX_SENTENCE);
      });
      const [code, signal] = await exited;
      if (command.pid !== undefined) childGuard.release(command.pid);
      report = await readReport(page);
      const finishedAt = Date.now();
      if (signal) update({ state: "failed", finishedAt, sentence: "stopped before it was finished" });
      else if (!report) update({ state: "failed", finishedAt, sentence: words || `ended with exit code ${code}` });
      else update({ state: "done", finishedAt, sentence: sentenceOf(view.cells) });
    } catch (error) {
      update({ state: "failed", finishedAt: Date.now(), sentence: String(error).slice(0, MAX_SENTENCE) });
    } finally {
      child = null;
      await childGuard.close();
      await rm(folder, { recursive: true, force: true });
    }
  }

  const stop = async () => {
    isStopping = true;
    child?.kill("SIGTERM");
    await ended;
  };
  return {
    view: () => view,
    start(request) {
      if (view.state === "running") return false;
      report = null;
      isStopping = false;
      update({ ...NOTHING, state: "running", startedAt: Date.now(), sentence: "starting" });
      ended = run(request);
      return true;
    },
    stop,
    report: () => report,
    onChange: (listener) => {
      changed = listener;
    },
    close: stop,
  };
}

function optionsOf({ cells, people, messages, seed }: ExperimentRequest): string[] {
  const named = { cells, people, messages, seed };
  return Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
}

function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The view after a line of progress. */
function applied(view: ExperimentView, told: Record<string, unknown>): Partial<ExperimentView> {
  const change = (part: Partial<ExperimentCell>) => {
    const cells = view.cells.map((cell) => (cell.key === told["key"] ? { ...cell, ...part } : cell));
    const done = cells.filter(({ phase }) => phase === "done").length;
    return { cells, sentence: `${done} of ${cells.length} cells measured` };
  };
  switch (told["type"]) {
    case "plan": {
      const planned = (told["cells"] as ExperimentCell[]).slice(0, MAX_CELLS);
      const untouched = { phase: "waiting", measured: "", verdict: null, lost: 0, expected: 0 } as const;
      return { cells: planned.map((cell) => ({ ...cell, ...untouched })) };
    }
    case "started":
      return change({ phase: "running" });
    case "done": {
      const { measured, verdict, lost, expected } = told as unknown as ExperimentCell;
      return change({ phase: "done", measured, verdict, lost, expected });
    }
    case "failed":
      return change({ phase: "done", verdict: "unknown", measured: String(told["error"]).slice(0, MAX_SENTENCE) });
    default:
      return {};
  }
}

function sentenceOf(cells: readonly ExperimentCell[]): string {
  const count = (verdict: ExperimentCell["verdict"]) => cells.filter((cell) => cell.verdict === verdict).length;
  const parts = [`${count("as-predicted")} of ${cells.length} cells as predicted`];
  if (count("contradicted") > 0) parts.push(`${count("contradicted")} contradicted`);
  if (count("unknown") > 0) parts.push(`${count("unknown")} could not be told`);
  return parts.join(", ");
}

async function readReport(file: string): Promise<string | null> {
  const about = await stat(file).catch(() => null);
  return about && about.size <= MAX_REPORT_BYTES ? readFile(file, "utf8") : null;
}
