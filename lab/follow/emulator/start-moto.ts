import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface MotoOptions {
  /** 0: any free port. */
  port?: number;
  /** Where it writes its files (a recording). */
  cwd: string;
  startTimeoutMs?: number;
  /** Told of the process, so that somebody ends it when we cannot; then a terminal's Ctrl-C no longer ends it. */
  onSpawn?: (pid: number) => void;
}

export interface Moto {
  url: string;
  pid: number;
  close(): Promise<void>;
}

/** Starts moto, an emulator of the AWS API, on loopback. Rejects when it does not listen. */
export async function startMoto({ port = 0, cwd, startTimeoutMs = 30_000, onSpawn }: MotoOptions): Promise<Moto> {
  const child = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    detached: onSpawn !== undefined,
    env: { ...process.env, PYTHONUNBUFFERED: "1" },
  });
  if (child.pid !== undefined) onSpawn?.(child.pid);
  const exited = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}`));
  });

  const last: string[] = [];
  const url = new Promise<string>((resolve) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      // It writes a line for each request; only its start is of interest.
      if (last.length < 20) last.push(line);
      const [, address] = /Running on (http:\/\/\S+)/.exec(line) ?? [];
      if (address) resolve(address);
    });
  });
  const timeout = AbortSignal.timeout(startTimeoutMs);
  const outcome = await Promise.race([
    url.then((address) => ({ url: address })),
    exited,
    once(timeout, "abort").then(() => `it did not listen within ${startTimeoutMs} ms`),
  ]);
  if (typeof outcome === "string") {
    child.kill("SIGKILL");
    throw new Error([`moto_server did not start: ${outcome}`, ...last].join("\n  "));
  }
  return {
    url: outcome.url,
    pid: child.pid!,
    close: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
