import { spawnSync } from "node:child_process";

const PROGRAMS = ["redis-server", "valkey-server"] as const;

/** Where to get one. */
export const HOW_TO_INSTALL_REDIS =
  "install redis-server (Debian, Ubuntu: sudo apt-get install redis-server; macOS: brew install redis) or valkey-server";

/** The program that starts a Redis or Valkey on this machine; null when neither is installed. */
export function findRedisServer(): (typeof PROGRAMS)[number] | null {
  return PROGRAMS.find((program) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0) ?? null;
}
