import { setTimeout as pause } from "node:timers/promises";
import { isOpen } from "../ports.ts";
import { UserError } from "../user-error.ts";
import type { ChildGuard } from "./child-guard.ts";
import { listeningPorts } from "./listening-ports.ts";
import { startChild, type Ending } from "./start-child.ts";

export interface CopyOptions {
  /** What it is called: in sentences, and in its environment as INSTANCE. */
  name: string;
  command: readonly [program: string, ...args: string[]];
  /** Where it is to listen; it is told by PORT. */
  port: number;
  env?: Record<string, string>;
  childGuard: ChildGuard;
  startTimeoutMs: number;
  onLine?: (line: string) => void;
}

/** A running copy of somebody's program, with all the processes that it started. */
export interface Copy {
  /** Where it listens: 127.0.0.1, or ::1 where it listens on nothing else. */
  address: string;
  pid: number;
  ended: Promise<Ending>;
  signal(signal: NodeJS.Signals): void;
}

const LOOK_MS = 50;
/** Who listens for so long on another port only does not mean to listen on PORT. */
const ELSEWHERE_MS = 3_000;

/**
 * Starts one copy of a command and waits until something accepts connections at its port.
 * @throws {UserError} one sentence: somebody else is at that port, it does not exist, ended, ignores PORT, or took too
 * long. By then it is killed.
 */
export async function startCopy(options: CopyOptions): Promise<Copy> {
  const { name, command, port, env, childGuard, startTimeoutMs, onLine = () => {} } = options;
  const [program, ...args] = command;
  // What answers there would be taken for the copy.
  if ((await openAddress(port)) !== null) {
    throw new UserError(`${name} cannot be started: its port ${port} is in use by another program`);
  }
  const lines: string[] = [];
  const child = startChild(program, args, {
    name,
    env: { ...process.env, ...env, PORT: String(port), INSTANCE: name },
    detached: true,
    childGuard: { guard: (pid) => childGuard.guard(-pid), release: (pid) => childGuard.release(-pid) },
    onLine(line) {
      if (lines.push(line) > 40) lines.shift();
      onLine(line);
    },
  });
  const signal = (which: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, which);
    } catch {
      // The whole group has ended.
    }
  };
  let ending: Ending | null = null;
  // What it started may outlive it.
  const ended = child.ended.then((how) => {
    ending = how;
    signal("SIGKILL");
    return how;
  });
  const refuse = async (sentence: string): Promise<never> => {
    signal("SIGKILL");
    await ended;
    throw new UserError(sentence);
  };

  const begun = performance.now();
  let elsewhereSince: number | null = null;
  for (;;) {
    const address = await openAddress(port);
    if (address !== null) return { address, pid: child.pid!, ended, signal };
    if (ending !== null) return refuse(whyEnded(options, ending, lines));
    const others = child.pid === undefined ? [] : listeningPorts(child.pid);
    const isElsewhere = others.length > 0 && !others.includes(port);
    if (!isElsewhere) elsewhereSince = null;
    else elsewhereSince ??= performance.now();
    const waited = performance.now() - begun;
    if (elsewhereSince !== null && (performance.now() - elsewhereSince > ELSEWHERE_MS || waited > startTimeoutMs)) {
      return refuse(
        `${name} ("${command.join(" ")}") listens on port ${others.join(" and ")} instead of ${port}, which PORT names: let it listen on process.env.PORT`,
      );
    }
    if (waited > startTimeoutMs) {
      return refuse(
        `${name} ("${command.join(" ")}") did not listen on port ${port}, which PORT names, within ${startTimeoutMs / 1_000} s`,
      );
    }
    await pause(LOOK_MS);
  }
}

async function openAddress(port: number): Promise<string | null> {
  for (const address of ["127.0.0.1", "::1"]) if (await isOpen(address, port)) return address;
  return null;
}

function whyEnded(
  { name, command, port }: CopyOptions,
  { code, signal, how }: Ending,
  lines: readonly string[],
): string {
  if (code === null && signal === null) return `"${command[0]}" cannot be started: ${how}`;
  const taken = lines.map((line) => /EADDRINUSE.*?:(\d+)\D*$/.exec(line)?.[1]).find((one) => one !== undefined);
  const what = `${name} ("${command.join(" ")}") ended with ${how} before it listened on port ${port}`;
  if (taken !== undefined && Number(taken) !== port) {
    return `${what}: it wants port ${taken}, which is in use, and ignores PORT; let it listen on process.env.PORT`;
  }
  const said = lines.findLast((line) => /error/i.test(line)) ?? lines.findLast((line) => line.trim() !== "");
  return said === undefined ? `${what}, and wrote nothing` : `${what}: ${said.trim().slice(0, 200)}`;
}
