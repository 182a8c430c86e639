import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ControlState } from "../../protocol/control/state.ts";
import { startChild } from "../../machine/processes/start-child.ts";

/** It may have to build first. */
const START_TIMEOUT_MS = 180_000;

export interface LabProcess {
  /** Through the balancer. */
  url: string;
  /** The one instance itself. */
  instanceUrl: string;
  balancerPid: number;
  instancePid: number;
  close(): Promise<void>;
}

/** A lab with one instance, as a process of its own, so that its CPU can be told from the load's. */
export async function startLabProcess(options: readonly string[] = []): Promise<LabProcess> {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
  const logDir = await mkdtemp(path.join(tmpdir(), "sticky-rooms-bench-"));
  const args = [
    "tooling/bootstrap/run-entry.js",
    "lab/main.ts",
    "--port",
    "0",
    "--control-port",
    "0",
    "--instances",
    "1",
    "--log-dir",
    logDir,
    ...options,
  ];
  const child = startChild(process.execPath, args, {
    name: "the lab",
    cwd: root,
    env: { ...process.env, MESSAGES_PER_SECOND: "1000000", MESSAGES_BURST: "1000000" },
    stderr: "inherit",
  });
  const close = async () => {
    child.signal("SIGTERM");
    await child.ended;
    await rm(logDir, { recursive: true, force: true });
  };
  try {
    const ready = (line: string) => /^ready (\S+) \(control API (\S+)\)/.exec(line);
    const [, url = "", controlUrl] = await child.ready(ready, START_TIMEOUT_MS, "get ready");
    const state = (await (await fetch(`${controlUrl}/state`)).json()) as ControlState;
    const [target] = state.targets;
    return {
      url,
      instanceUrl: `http://${target!.address}:${target!.port}`,
      balancerPid: child.pid!,
      instancePid: target!.process!.pid!,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** CPU seconds that a process has used so far; null where the system does not tell (not Linux). */
export async function cpuSecondsOf(pid: number): Promise<number | null> {
  try {
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]!.split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}
