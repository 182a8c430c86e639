import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { ChildGuard } from "../../machine/processes/child-guard.ts";

export interface InstanceOptions {
  name: string;
  /** The instance's program. */
  entry: string;
  /** 0: any free port. */
  port: number;
  env: Record<string, string>;
  childGuard: ChildGuard;
  /** How long it may take to listen. */
  startTimeoutMs?: number;
}

/** A running instance: a process of its own, so that killing it loses its memory for real. */
export interface InstanceProcess {
  readonly pid: number;
  readonly port: number;
  readonly bootId: string;
  /** Resolves when the process has ended, with how ("exit code 1", "SIGKILL"). */
  readonly exited: Promise<string>;
  signal(name: NodeJS.Signals): void;
}

/** Why an instance did not start, with the last lines that it wrote. */
export class InstanceStartError extends Error {
  override name = "InstanceStartError";
}

const LAST_LINES = 20;

/**
 * Starts an instance and resolves at its first `listening` log line, which names its port. It holds an IPC channel to
 * this process and ends when that breaks; the childGuard ends it when it cannot.
 */
export async function startInstanceProcess(options: InstanceOptions): Promise<InstanceProcess> {
  const { name, entry, port, env, childGuard, startTimeoutMs = 20_000 } = options;
  const child = spawn(process.execPath, ["--enable-source-maps", entry], {
    env: {
      ...process.env,
      ...env,
      INSTANCE: name,
      HOST: "127.0.0.1",
      PORT: String(port),
      LOG_LEVEL: audibleLevel(env),
    },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const pid = child.pid;
  if (pid !== undefined) childGuard.guard(pid);
  const exited = exitOf(child).finally(() => pid !== undefined && childGuard.release(pid));

  const last: string[] = [];
  const remember = (line: string) => {
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
  };
  const listening = new Promise<{ port: number; bootId: string }>((resolve) => {
    createInterface({ input: child.stdout! }).on("line", (line) => {
      remember(line);
      const report = listeningReport(line);
      if (report) resolve(report);
    });
  });
  createInterface({ input: child.stderr! }).on("line", remember);

  const timeout = AbortSignal.timeout(startTimeoutMs);
  const outcome = await Promise.race([
    listening,
    exited.then((how) => `ended with ${how} before it listened`),
    once(timeout, "abort").then(() => `did not listen within ${startTimeoutMs} ms`),
  ]);
  if (typeof outcome === "string") {
    child.kill("SIGKILL");
    throw new InstanceStartError([`${name} ${outcome}`, ...last].join("\n  "));
  }
  return { pid: pid!, port: outcome.port, bootId: outcome.bootId, exited, signal: (signal) => child.kill(signal) };
}

/** A level at which the `listening` line is written, by which we find the instance. */
function audibleLevel(env: Record<string, string>): string {
  const level = env["LOG_LEVEL"] ?? process.env["LOG_LEVEL"] ?? "info";
  return ["trace", "debug"].includes(level) ? level : "info";
}

function listeningReport(line: string): { port: number; bootId: string } | null {
  if (!line.includes('"listening"')) return null;
  try {
    const { msg, port, bootId } = JSON.parse(line) as Record<string, unknown>;
    return msg === "listening" && typeof port === "number" ? { port, bootId: String(bootId) } : null;
  } catch {
    return null;
  }
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
