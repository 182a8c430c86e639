import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../ports.ts";
import { UserError } from "../user-error.ts";
import { startChildGuard, type ChildGuard } from "../processes/child-guard.ts";
import { startChild, type Child } from "../processes/start-child.ts";
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

const START_TIMEOUT_MS = 60_000;
/** Docker may have to fetch the image first. */
const IMAGE_TIMEOUT_MS = 180_000;
const PORTS_TRIED = 5;

/**
 * Starts one on a free port.
 * @throws {UserError} when this machine has none.
 * @throws {StartError} when it does not start.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  const { appendfsync = "always", startTimeoutMs } = options;
  const found = findRedisServer();
  if (!found) throw new UserError(`there is no redis-server on this machine: ${HOW_TO_INSTALL_REDIS}`);
  const program = found;

  const childGuard = options.childGuard ?? startChildGuard();
  const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-redis-"));
  childGuard.remove(folder);
  const password = randomBytes(16).toString("hex");
  let running: { child: Child; exited: Promise<void> } | null = null;
  let isPaused = false;

  async function launch(port: number): Promise<void> {
    const inContainer = program === "docker";
    const child = startChild(program, inContainer ? containerArgs(port, folder) : ["-"], {
      stderr: inContainer ? "lines" : "ignore",
      // A terminal's Ctrl-C goes to its whole group: the instances still have to leave their rooms.
      detached: true,
      childGuard,
      keptLines: 10,
      // On stdin, since arguments and their password can be read by every user of this machine.
      input: configuration({ port, password, folder, appendfsync, inContainer }),
      keepStdinOpen: inContainer,
    });
    const exited = child.ended.then(() => {
      if (running?.child === child) running = null;
    });
    running = { child, exited };
    isPaused = false;
    const isReady = (line: string) => /ready to accept connections/i.test(line) || null;
    await child.ready(isReady, startTimeoutMs ?? (inContainer ? IMAGE_TIMEOUT_MS : START_TIMEOUT_MS), "start");
  }

  function signal(name: "KILL" | "STOP" | "CONT"): boolean {
    if (!running) return false;
    if (program === "docker") return running.child.write(`${name}\n`) !== false;
    return running.child.signal(`SIG${name}`);
  }

  async function kill(): Promise<void> {
    const { exited } = running ?? {};
    signal("KILL");
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
      isPaused = signal("STOP");
    },
    resume: () => {
      signal("CONT");
      isPaused = false;
    },
    start: async () => {
      if (!running) await launch(port);
    },
    close,
  };
}

/**
 * A container cannot be signalled through the `docker` that runs it. So its shell reads the configuration, then the
 * names of signals, and kills the server when its stdin ends: with us, however we end.
 */
const CONTAINER_SCRIPT = `c=; while IFS= read -r l && [ "$l" != END ]; do c="$c$l
"; done
exec 3<&0
printf %s "$c" | valkey-server - 3<&- & p=$!
(while IFS= read -r s <&3; do kill -$s $p; done; kill -KILL $p) >/dev/null 2>&1 &
wait $p`;

function containerArgs(port: number, folder: string): string[] {
  const user = process.getuid ? ["--user", `${process.getuid()}:${process.getgid?.() ?? 0}`] : [];
  const mount = ["-p", `127.0.0.1:${port}:${port}`, "-v", `${folder}:${folder}`];
  return ["run", "--rm", "-i", ...user, ...mount, "valkey/valkey", "sh", "-c", CONTAINER_SCRIPT];
}

function configuration(how: {
  port: number;
  password: string;
  folder: string;
  appendfsync: string;
  inContainer: boolean;
}): string {
  return `bind ${how.inContainer ? "*" : "127.0.0.1"}
port ${how.port}
requirepass ${how.password}
dir ${JSON.stringify(how.folder)}
save ""
appendonly yes
appendfsync ${how.appendfsync}
maxmemory-policy noeviction
${how.inContainer ? "END\n" : ""}`;
}
