import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { UserError } from "../user-error.ts";
import type { ChildGuard } from "./child-guard.ts";

type Stream = "stdout" | "stderr";

export interface ChildOptions {
  /** What it is called in a sentence; default: the program. */
  name?: string;
  cwd?: string;
  /** All of its environment; default: ours. */
  env?: Record<string, string | undefined>;
  /** Written to its stdin, which then ends unless it is kept open for `write`. Without it there is no stdin. */
  input?: string;
  keepStdinOpen?: boolean;
  /** Whether its output is read line by line (the default), passed on to ours, or thrown away. */
  stdout?: "lines" | "inherit" | "ignore";
  stderr?: "lines" | "inherit" | "ignore";
  /** Called with each line, without its end. */
  onLine?: (line: string, stream: Stream) => void;
  /** An IPC channel, by whose end it notices that we are gone. */
  ipc?: boolean;
  /** In a group of its own, so that a terminal's Ctrl-C does not reach it. */
  detached?: boolean;
  /** Kills it when this process is killed. */
  childGuard?: Pick<ChildGuard, "guard" | "release">;
  /** How many of the newest lines a `StartError` repeats; default 20. */
  keptLines?: number;
  /** What is longer than so many characters is told in pieces; default 65,536. */
  maxLine?: number;
}

export interface Ending {
  /** Null: a signal ended it, or it could not be started. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** In words: `exit code 1`, `SIGKILL`, or why it could not be started. */
  how: string;
}

export type Child = ReturnType<typeof startChild>;

/** A program did not start as it should; the message is a sentence with the last lines that it wrote. */
export class StartError extends UserError {
  override name = "StartError";
}

/**
 * Starts a program. It returns at once, also when the program does not exist: `ended` and `ready` tell. Nothing that it
 * writes is missed by a `ready` that is asked for in the same turn.
 */
export function startChild(program: string, args: readonly string[], options: ChildOptions = {}) {
  const { name = program, childGuard, onLine, keptLines = 20, maxLine = 64 << 10 } = options;
  const child = spawn(program, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
    detached: options.detached ?? false,
    stdio: stdioOf(options),
  });
  const { pid } = child;
  if (pid !== undefined) childGuard?.guard(pid);
  const ended = endOf(child).finally(() => pid !== undefined && childGuard?.release(pid));

  // One that reads nothing, or is gone already, says so by its end.
  child.stdin?.on("error", () => {});
  if (options.keepStdinOpen) child.stdin?.write(options.input ?? "");
  else child.stdin?.end(options.input);
  const last: string[] = [];
  const listeners = new Set<(line: string, stream: Stream) => void>(onLine ? [onLine] : []);
  for (const stream of ["stdout", "stderr"] as const) {
    readLines(child[stream], maxLine, (line) => {
      last.push(line);
      if (last.length > keptLines) last.shift();
      for (const listener of listeners) listener(line, stream);
    });
  }

  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return {
    /** Undefined: it could not be started. */
    pid,
    /** Resolves when it has ended and all that it wrote has been read. */
    ended,
    /** False: it has ended already. */
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    kill,
    write: (text: string) => child.stdin?.writable && child.stdin.write(text),
    send: (message: object) => child.connected && child.send(message),
    /** Calls back with each message on its IPC channel. */
    onMessage: (listener: (message: unknown) => void) => void child.on("message", listener),
    /**
     * Resolves with what `find` makes of the first line in which it finds something.
     * @throws {StartError} when the program ends before or takes longer; by then it is killed.
     */
    async ready<T>(find: (line: string, stream: Stream) => T | null, timeoutMs: number, doing = "start"): Promise<T> {
      const found = new Promise<{ value: T }>((resolve) => {
        const look = (line: string, stream: Stream) => {
          const value = find(line, stream);
          if (value === null) return;
          listeners.delete(look);
          resolve({ value });
        };
        listeners.add(look);
      });
      const outcome = await Promise.race([
        found,
        ended.then(({ how }) => `ended with ${how} and did not ${doing}`),
        once(AbortSignal.timeout(timeoutMs), "abort").then(() => `did not ${doing} within ${timeoutMs} ms`),
      ]);
      if (typeof outcome !== "string") return outcome.value;
      await kill();
      throw new StartError([`${name} ${outcome}`, ...last].join("\n  "));
    },
  };
}

function stdioOf({ input, keepStdinOpen, stdout = "lines", stderr = "lines", ipc }: ChildOptions): StdioOptions {
  const output = (mode: string) => (mode === "lines" ? "pipe" : (mode as "inherit" | "ignore"));
  const hasStdin = input !== undefined || keepStdinOpen;
  return [hasStdin ? "pipe" : "ignore", output(stdout), output(stderr), ...(ipc ? (["ipc"] as const) : [])];
}

function readLines(stream: NodeJS.ReadableStream | null, maxLine: number, onLine: (line: string) => void): void {
  let rest = "";
  stream?.setEncoding("utf8");
  stream?.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    for (; rest.length > maxLine; rest = rest.slice(maxLine)) onLine(rest.slice(0, maxLine));
  });
  stream?.on("end", () => {
    if (rest) onLine(rest);
  });
}

function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, how: error.message });
    });
    child.once("close", (code: number | null, signal: NodeJS.Signals | null) =>
      resolve({ code, signal, how: signal ?? `exit code ${code}` }),
    );
  });
}
