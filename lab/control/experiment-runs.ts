import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  ExperimentProgressLine,
  type ExperimentCell,
  type ExperimentRun,
} from "../../protocol/control/experiment-run.ts";
import type { ExperimentRequest } from "../../protocol/control/requests.ts";
import { ownProgram } from "../../machine/own-program.ts";
import { startChildGuard } from "../../machine/processes/child-guard.ts";
import { startChild, type Child } from "../../machine/processes/start-child.ts";

export interface ExperimentRuns {
  view(): ExperimentRun;
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

const MAX_CELLS = 1_000;
const MAX_REPORT_BYTES = 32 << 20;
const MAX_SENTENCE = 500;
const NOTHING: ExperimentRun = { state: "none", startedAt: null, finishedAt: null, sentence: "", cells: [] };

/**
 * Runs the experiment for the page: a process with labs of its own on ports of their own, one run at a time. It ends
 * with this process, however that ends.
 * @param program what is run; a test can put another in its place.
 */
export function createExperimentRuns(
  program: readonly string[] = ownProgram({ source: "probe/experiment/main.ts", word: "experiment" }),
): ExperimentRuns {
  let view = NOTHING;
  let report: string | null = null;
  let child: Child | null = null;
  let isStopping = false;
  let ended: Promise<void> = Promise.resolve();
  let changed: () => void = () => {};
  const update = (change: Partial<ExperimentRun>) => {
    view = { ...view, ...change };
    changed();
  };

  async function run(request: ExperimentRequest): Promise<void> {
    const childGuard = startChildGuard();
    let folder: string | null = null;
    try {
      folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-experiment-"));
      const page = path.join(folder, "report.html");
      const args = [...program, "--progress=json", `--html=${page}`, ...optionsOf(request)];
      let words = "";
      child = startChild(process.execPath, args, {
        stdout: "ignore",
        childGuard,
        onLine: (line) => {
          const told = parse(line);
          if (told) update(applied(view, told));
          else words = line.slice(0, MAX_SENTENCE);
        },
      });
      if (isStopping) child.signal("SIGTERM");
      const { code, signal } = await child.ended;
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
      if (folder !== null) await rm(folder, { recursive: true, force: true });
    }
  }

  const stop = async () => {
    isStopping = true;
    child?.signal("SIGTERM");
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

/** What a line tells; null when it is words for a person. */
function parse(line: string): ExperimentProgressLine | null {
  try {
    return ExperimentProgressLine.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** The view after a line of progress. */
function applied(view: ExperimentRun, told: ExperimentProgressLine): Partial<ExperimentRun> {
  const change = (key: string, part: Partial<ExperimentCell>) => {
    const cells = view.cells.map((cell) => (cell.key === key ? { ...cell, ...part } : cell));
    const done = cells.filter(({ phase }) => phase === "done").length;
    return { cells, sentence: `${done} of ${cells.length} cells measured` };
  };
  switch (told.type) {
    case "plan": {
      const untouched = { phase: "waiting", measured: "", verdict: null, lost: null, expected: null } as const;
      return { cells: told.cells.slice(0, MAX_CELLS).map((cell) => ({ ...cell, ...untouched })) };
    }
    case "started":
      return change(told.key, { phase: "running" });
    case "done": {
      const { type: _, key, ...measured } = told;
      return change(key, { phase: "done", ...measured });
    }
    case "failed":
      return change(told.key, { phase: "done", verdict: "unknown", measured: told.error.slice(0, MAX_SENTENCE) });
    case "note":
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
