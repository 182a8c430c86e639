import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../free-port.ts";
import { startChildGuard, type ChildGuard } from "../processes/child-guard.ts";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "./find-redis-server.ts";

export interface RedisOptions {
  /** When what was written reaches the disk; by default before it is answered, so that nothing accepted can be lost. */
  appendfsync?: "always" | "everysec" | "no";
  /** Who kills it when this process is killed; without one it gets its own. */
  childGuard?: ChildGuard;
  startTimeoutMs?: number;
}

export type RedisState = "running" | "paused" | "stopped";

/** A Redis (or Valkey) of this process: on loopback, behind a password, its append-only file in a temporary folder. */
export interface RedisServer {
  /** Holds the password: not to be logged. */
  readonly url: string;
  readonly port: number;
  readonly pid: number | null;
  readonly state: RedisState;
  /** SIGKILL: connections break, and what it had written stays in its folder. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open, and nothing is answered. */
  pause(): void;
  resume(): void;
  /** After `kill`: on the same port, with what it had written. */
  start(): Promise<void>;
  /** Kills it and deletes its folder. */
  close(): Promise<void>;
}

/** There is no redis-server here, or it did not start; the message is a sentence. */
export class RedisStartError extends Error {
  override name = "RedisStartError";
}

const LAST_LINES = 10;
const PORTS_TRIED = 5;

/** Starts one on a free port. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const { appendfsync = "always", startTimeoutMs = 20_000 } = options;
  const program = findRedisServer() ?? refuse(`there is no redis-server on this machine: ${HOW_TO_INSTALL_REDIS}`);

  const childGuard = options.childGuard ?? startChildGuard();
  const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-redis-"));
  childGuard.remove(folder);
  const password = randomBytes(16).toString("hex");
  let running: { child: ChildProcess; exited: Promise<void> } | null = null;
  let isPaused = false;

  async function launch(port: number): Promise<void> {
    const child = spawn(program, ["-"], {
      stdio: ["pipe", "pipe", "ignore"],
      // A terminal's Ctrl-C goes to its whole group: the instances still have to leave their rooms.
      detached: true,
    });
    const pid = child.pid;
    if (pid !== undefined) childGuard.guard(pid);
    const how = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, signal) => resolve(`it ended with ${signal ?? `exit code ${code}`}`));
    });
    const exited = how.then(() => {
      if (pid !== undefined) childGuard.release(pid);
      if (running?.child === child) running = null;
    });
    running = { child, exited };
    isPaused = false;

    const last: string[] = [];
    const ready = new Promise<true>((resolve) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        last.push(line);
        if (last.length > LAST_LINES) last.shift();
        if (/ready to accept connections/i.test(line)) resolve(true);
      });
    });
    // On stdin, since arguments and their password can be read by every user of this machine.
    child.stdin.on("error", () => {});
    child.stdin.end(configuration({ port, password, folder, appendfsync }));

    const timeout = AbortSignal.timeout(startTimeoutMs);
    const outcome = await Promise.race([
      ready,
      how,
      once(timeout, "abort").then(() => `it was not ready within ${startTimeoutMs} ms`),
    ]);
    if (outcome === true) return;
    child.kill("SIGKILL");
    await exited;
    throw new RedisStartError([`${program} did not start: ${outcome}`, ...last].join("\n  "));
  }

  async function kill(): Promise<void> {
    const { child, exited } = running ?? {};
    child?.kill("SIGKILL");
    await exited;
  }

  async function close(): Promise<void> {
    await kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    if (!options.childGuard) await childGuard.close();
  }

  let port = 0;
  for (let tries = 1; ; tries += 1) {
    port = await freePort();
    try {
      await launch(port);
      break;
    } catch (error) {
      // Somebody may have taken the port meanwhile: Redis cannot be asked to choose one.
      if (tries < PORTS_TRIED && /address already in use/i.test(String(error))) continue;
      await close();
      throw error;
    }
  }

  return {
    url: `redis://:${password}@127.0.0.1:${port}`,
    port,
    get pid() {
      return running?.child.pid ?? null;
    },
    get state() {
      return running ? (isPaused ? "paused" : "running") : "stopped";
    },
    kill,
    pause: () => {
      isPaused = running?.child.kill("SIGSTOP") ?? false;
    },
    resume: () => {
      running?.child.kill("SIGCONT");
      isPaused = false;
    },
    start: async () => {
      if (!running) await launch(port);
    },
    close,
  };
}

function refuse(sentence: string): never {
  throw new RedisStartError(sentence);
}

function configuration(how: { port: number; password: string; folder: string; appendfsync: string }): string {
  return `bind 127.0.0.1
port ${how.port}
requirepass ${how.password}
dir ${JSON.stringify(how.folder)}
save ""
appendonly yes
appendfsync ${how.appendfsync}
maxmemory-policy noeviction
`;
}
