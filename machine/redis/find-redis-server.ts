import { spawnSync } from "node:child_process";

/** Each with what it answers at once when it can be used. */
const PROGRAMS = [
  ["redis-server", ["--version"]],
  ["valkey-server", ["--version"]],
  // Its client alone is of no use: the engine has to answer.
  ["docker", ["version", "--format", "{{.Server.Version}}"]],
] as const;

const ANSWER_MS = 5_000;

/** Where to get one. */
export const HOW_TO_INSTALL_REDIS =
  "install redis-server (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis) or valkey-server, or start Docker";

/** What starts a Redis or Valkey on this machine: a program, or Docker with the image valkey/valkey; null when there is none. */
export function findRedisServer(): (typeof PROGRAMS)[number][0] | null {
  const found = PROGRAMS.find(
    ([program, args]) => spawnSync(program, args, { stdio: "ignore", timeout: ANSWER_MS }).status === 0,
  );
  return found?.[0] ?? null;
}
