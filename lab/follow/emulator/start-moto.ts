import type { ChildGuard } from "../../../machine/processes/child-guard.ts";
import { startChild } from "../../../machine/processes/start-child.ts";

export interface MotoOptions {
  /** 0: any free port. */
  port?: number;
  /** Where it writes its files (a recording). */
  cwd: string;
  startTimeoutMs?: number;
  /** Ends it when we cannot; then a terminal's Ctrl-C no longer ends it. */
  childGuard?: ChildGuard;
}

export interface Moto {
  url: string;
  pid: number;
  close(): Promise<void>;
}

/**
 * Starts moto, an emulator of the AWS API, on loopback.
 * @throws {StartError} when it does not listen.
 */
export async function startMoto({ port = 0, cwd, startTimeoutMs = 30_000, childGuard }: MotoOptions): Promise<Moto> {
  const child = startChild("moto_server", ["-H", "127.0.0.1", "-p", String(port)], {
    cwd,
    stdout: "ignore",
    detached: childGuard !== undefined,
    ...(childGuard ? { childGuard } : {}),
    env: { ...process.env, PYTHONUNBUFFERED: "1" },
  });
  const url = await child.ready(
    (line) => /Running on (http:\/\/\S+)/.exec(line)?.[1] ?? null,
    startTimeoutMs,
    "listen",
  );
  return { url, pid: child.pid!, close: child.kill };
}
