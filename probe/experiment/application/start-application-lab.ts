import { createWriteStream, type WriteStream } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startBalancer } from "../../../alb/balancer.ts";
import { freePort } from "../../../machine/ports.ts";
import { startChildGuard } from "../../../machine/processes/child-guard.ts";
import { startCopy, type Copy } from "../../../machine/processes/start-copy.ts";
import { UserError } from "../../../machine/user-error.ts";
import { QUICK_BALANCER, type MeasuredLab } from "../measured-lab.ts";

export interface ApplicationLabOptions {
  command: readonly [program: string, ...args: string[]];
  instances: number;
  /** Which path tells that a copy is well, with any status below 500. */
  healthPath: string;
  startTimeoutMs: number;
  /** Where each copy's output goes; null: nowhere. */
  logDir: string | null;
}

const STOP_MS = 10_000;
const LOOK_MS = 20;

/**
 * Copies of somebody's program, called app-1, app-2, …, behind a balancer of our own.
 * @throws {UserError} one sentence about what does not start; by then nothing is left running.
 */
export async function startApplicationLab(options: ApplicationLabOptions): Promise<MeasuredLab> {
  const { command, instances, healthPath, startTimeoutMs, logDir } = options;
  const balancer = await startBalancer({
    ...QUICK_BALANCER,
    healthCheck: { ...QUICK_BALANCER.healthCheck, path: healthPath, matcher: "200-499" },
  });
  const childGuard = startChildGuard();
  const copies = new Map<string, { port: number; copy: Copy | null; log: WriteStream | null }>();

  async function start(name: string): Promise<void> {
    const known = copies.get(name);
    const log = known?.log ?? (logDir === null ? null : createWriteStream(path.join(logDir, `${name}.log`)));
    const port = known?.port ?? (await freePort());
    const entry = { port, copy: null as Copy | null, log };
    copies.set(name, entry);
    const onLine = (line: string) => void log?.write(`${line}\n`);
    const copy = await startCopy({ name, command, port, childGuard, startTimeoutMs, onLine });
    entry.copy = copy;
    void copy.ended.then(() => {
      if (entry.copy === copy) entry.copy = null;
    });
    if (balancer.state().targets.some(({ id }) => id === name)) balancer.removeTarget(name);
    balancer.registerTarget({ id: name, address: copy.address, port });
  }

  async function healthy(): Promise<void> {
    const deadline = performance.now() + startTimeoutMs;
    for (;;) {
      const sick = balancer.state().targets.find(({ health }) => health.state !== "healthy");
      if (!sick) return;
      const ended = [...copies].find(([, { copy }]) => copy === null);
      if (ended) throw new UserError(`${ended[0]} ("${command.join(" ")}") has ended by itself`);
      if (performance.now() > deadline) {
        const { state, description } = sick.health;
        throw new UserError(
          `${sick.id} ("${command.join(" ")}") is ${state} after ${startTimeoutMs / 1_000} s: GET ${healthPath} must be answered with 200 to 499 (${description ?? "no answer yet"}); --health-path names another path`,
        );
      }
      await pause(LOOK_MS);
    }
  }

  async function stop({ copy }: { copy: Copy | null }): Promise<void> {
    if (!copy) return;
    copy.signal("SIGTERM");
    const timer = setTimeout(() => copy.signal("SIGKILL"), STOP_MS);
    await copy.ended;
    clearTimeout(timer);
  }

  const find = (name: string) => {
    const found = copies.get(name);
    if (!found?.copy) throw new Error(`${name} does not run`);
    return { ...found, copy: found.copy };
  };
  const close = async () => {
    for (const { copy } of copies.values()) copy?.signal("SIGKILL");
    for (const { copy, log } of copies.values()) {
      await copy?.ended;
      log?.end();
    }
    await balancer.close();
    await childGuard.close();
  };

  try {
    const names = Array.from({ length: instances }, (_, index) => `app-${index + 1}`);
    const started = await Promise.allSettled(names.map(start));
    const failed = started.find((one) => one.status === "rejected");
    if (failed) throw failed.reason;
    await healthy();
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: `http://localhost:${balancer.port}`,
    control: {
      instances: () => [...copies].filter(([, { copy }]) => copy !== null).map(([name]) => name),
      open(name) {
        const target = balancer.state().targets.find(({ id }) => id === name);
        return target ? target.connections + target.requestsInFlight : 0;
      },
      async setStickiness(to) {
        if (to === "by-room") throw new Error("an application of somebody else's says its room nowhere");
        const error = balancer.modifyTargetGroupAttributes({ "stickiness.enabled": String(to === "on") });
        if (error) throw new Error(error.message);
      },
      async kill(name) {
        const { copy } = find(name);
        copy.signal("SIGKILL");
        await copy.ended;
      },
      async drain(name) {
        const { copy } = find(name);
        const drained = new Promise<void>((resolve) => {
          const look = (event: { type: string; id?: unknown; to?: unknown }) => {
            if (event.type !== "target-health" || event.id !== name || event.to !== "unused") return;
            balancer.events.off("event", look);
            resolve();
          };
          balancer.events.on("event", look);
        });
        balancer.deregisterTarget(name);
        await drained;
        await stop({ copy });
      },
      async restore() {
        const down = [...copies].filter(([, { copy }]) => copy === null).map(([name]) => name);
        await Promise.all(down.map(start));
        await healthy();
      },
    },
    store: null,
    // Nobody can ask an application whom it has in which room.
    reports: () => Promise.resolve([]),
    close,
  };
}

/**
 * An application that is there already: nothing of it is switched, killed or restarted.
 * @throws {UserError} when nothing answers in time.
 */
export async function openApplication(url: string, startTimeoutMs: number): Promise<MeasuredLab> {
  const deadline = performance.now() + startTimeoutMs;
  for (;;) {
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now())));
    try {
      await fetch(url, { redirect: "manual", signal });
      return { url, control: null, store: null, reports: () => Promise.resolve([]), close: () => Promise.resolve() };
    } catch (error) {
      if (performance.now() > deadline) {
        throw new UserError(`${url} does not answer (${reason(error)}); waited ${startTimeoutMs / 1_000} s`);
      }
      await pause(200);
    }
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError) return cause.errors.map((one) => (one as Error).message).join("; ");
  return cause instanceof Error ? cause.message : String(error);
}
