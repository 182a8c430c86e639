import type { ChildGuard } from "../../machine/processes/child-guard.ts";
import { startChild } from "../../machine/processes/start-child.ts";

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

export type InstanceProcess = Awaited<ReturnType<typeof startInstanceProcess>>;

/**
 * Starts an instance, a process of its own, so that killing it loses its memory for real; resolves at its first
 * `listening` log line, which names its port. It holds an IPC channel to this process and ends when that breaks; the
 * child guard ends it when it cannot.
 * @throws {StartError} when it ends or does not listen in time.
 */
export async function startInstanceProcess(options: InstanceOptions) {
  const { name, entry, port, env, childGuard, startTimeoutMs = 60_000 } = options;
  const child = startChild(process.execPath, [entry], {
    name,
    env: {
      ...process.env,
      ...env,
      INSTANCE: name,
      HOST: "127.0.0.1",
      PORT: String(port),
      LOG_LEVEL: audibleLevel(env),
    },
    ipc: true,
    childGuard,
  });
  const listening = await child.ready(listeningReport, startTimeoutMs, "listen");
  return {
    pid: child.pid!,
    ...listening,
    /** Resolves when the process has ended, with how ("exit code 1", "SIGKILL"). */
    exited: child.ended.then(({ how }) => how),
    signal: child.signal,
  };
}

/** A level at which the `listening` line is written, by which we find the instance. */
function audibleLevel(env: Record<string, string>): string {
  const level = env["LOG_LEVEL"] ?? process.env["LOG_LEVEL"] ?? "info";
  return ["trace", "debug"].includes(level) ? level : "info";
}

function listeningReport(line: string): { port: number; bootId: string } | null {
  if (!line.includes('"listening"')) return null;
  try {
    const fields = JSON.parse(line) as Record<string, unknown>;
    // With LOG_FORMAT=ecs what is the instance's own has a prefix.
    const { msg = fields["message"], port = fields["chat.port"], bootId = fields["chat.bootId"] } = fields;
    return msg === "listening" && typeof port === "number" ? { port, bootId: String(bootId) } : null;
  } catch {
    return null;
  }
}
