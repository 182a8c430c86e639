import { existsSync, rmSync, writeFileSync } from "node:fs";

/** Debian's packages ask it whether a service may be started; it says no. */
const FILE = "/usr/sbin/policy-rc.d";

/**
 * Keeps services from being started by their installation: tests start what they need themselves, on ports of their
 * own. A policy that the machine has already is left alone.
 * @returns what takes it away again.
 */
export function forbidServices(): () => void {
  if (existsSync(FILE)) return () => {};
  writeFileSync(FILE, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  const allow = () => rmSync(FILE, { force: true });
  const stop = () => process.exit(130);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  process.once("exit", allow);
  for (const signal of signals) process.once(signal, stop);
  return () => {
    process.removeListener("exit", allow);
    for (const signal of signals) process.removeListener(signal, stop);
    allow();
  };
}
