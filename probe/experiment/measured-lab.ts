import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { InstanceReport } from "../../protocol/instance-report.ts";
import { startLab } from "../../lab/start-lab.ts";
import type { Cell } from "./cell.ts";
import type { Recorder } from "./history/history.ts";

/** What a cell is measured on: a lab of this experiment, or a deployment that is already there. */
export interface MeasuredLab {
  url: string;
  /** Null: a deployment that the experiment can only talk to. */
  control:
    | (Pick<MeasuredLabControl, "instances" | "setStickiness" | "kill" | "drain" | "restore"> & {
        /** How many requests and WebSockets are open there, by the balancer: for who is told by nobody whom it serves. */
        open?(instance: string): number;
      })
    | null;
  /** The Redis that the lab has started itself; null: there is none. `start` resolves when every instance works with it. */
  store: { kill(): Promise<void>; start(): Promise<void> } | null;
  /** What the instances say about a room, one report of each instance that answers. */
  reports(room: string): Promise<InstanceReport[]>;
  close(): Promise<void>;
}

export interface MeasuredLabControl {
  instances(): string[];
  /** Resolves when requests are routed so. */
  setStickiness(to: Cell["stickiness"]): Promise<void>;
  kill(instance: string): Promise<void>;
  /** Resolves when the instance has been taken out of service and has ended. */
  drain(instance: string): Promise<void>;
  /** SIGTERM without taking it out of service first; resolves when it has ended. */
  stop(instance: string): Promise<void>;
  pause(instance: string): void;
  resume(instance: string): void;
  /** Stops it if it runs, and starts it again; rejects when it does not start. */
  restart(instance: string): Promise<void>;
  /** Starts what was killed or drained again; resolves when all are healthy. */
  restore(): Promise<void>;
}

export interface MeasuredLabOptions {
  instances: number;
  store: Cell["store"];
  onProgress?: (line: string) => void;
  /** Where instances and balancer write their logs; null: nowhere. */
  logDir?: string | null;
  /** The module of the adapter, for the store `adapter`. */
  adapterFile?: string | null;
  /** A Redis for the shared stores; without it the lab starts its own. */
  redisUrl?: string;
  /** Settings for every instance, on top of those that no measurement can do without. */
  env?: Record<string, string>;
}

/** Nobody is to wait for health checks or for a drain: as fast as still shows what happens in which order. */
export const QUICK_BALANCER = {
  shortDurations: true,
  healthCheck: { intervalSeconds: 0.15, timeoutSeconds: 2, unhealthyThresholdCount: 2, healthyThresholdCount: 2 },
  targetGroupAttributes: { "deregistration_delay.timeout_seconds": "0.3" },
};

/** No limit of an instance's settings may decide what is measured. */
const ROOMY_INSTANCES = {
  LOG_LEVEL: "info",
  DRAIN_MS: "0",
  MESSAGES_PER_SECOND: "1000000",
  MESSAGES_BURST: "1000000",
  REQUESTS_PER_SECOND: "1000000",
  REQUESTS_BURST: "1000000",
  PENDING_REQUESTS: "1000000",
  JOIN_MESSAGES: "100000",
  HISTORY_MESSAGES: "100000",
  HISTORY_CHARACTERS: "100000000",
  REPORTED_MESSAGE_IDS: "100000",
  ANSWER_BYTES: "100000000",
  REQUEST_BYTES: "100000000",
  BEHIND_BYTES: "1000000000",
  SLOW_READER_BYTES: "1000000000",
  WAITING_BYTES: "1000000000",
  UNJOINED_PER_ADDRESS: "1000000",
  NEW_ROOMS_PER_MINUTE: "1000000",
  NEW_ROOMS_PER_ADDRESS: "1000000",
  REPORTS_PER_SECOND: "1000000",
  REPORT_CACHE_MS: "0",
  OVERLOAD_LAG_MS: "0",
};

const STUCK_MS = 60_000;
const LOOK_MS = 10;

/** A lab for one cell after another: stickiness is switched, and what was killed is started again. */
export async function startMeasuredLab(
  options: MeasuredLabOptions,
): Promise<MeasuredLab & { control: MeasuredLabControl }> {
  const { instances, store, logDir = null, adapterFile = null, redisUrl, env, onProgress = () => {} } = options;
  const shared = store === "memory" ? {} : { state: "redis" as const, ...(redisUrl === undefined ? {} : { redisUrl }) };
  const lab = await startLab({
    instances,
    balancer: QUICK_BALANCER,
    env: { ...ROOMY_INSTANCES, ...adapterEnv(store, adapterFile), ...env },
    logDir,
    onProgress,
    ...shared,
  });
  const { balancer } = lab;
  const running = () => lab.instances().filter(({ process }) => process.state === "running");
  const down = () => lab.instances().filter(({ process }) => ["exited", "stopped"].includes(process.state));
  /** @throws when it does not come to be in time: a lab that hangs is to be said so. */
  const until = async (what: string, isSo: () => boolean) => {
    const deadline = AbortSignal.timeout(STUCK_MS);
    while (!isSo()) {
      if (deadline.aborted) throw new Error(`${what} is still not so after ${STUCK_MS / 1_000} s`);
      await pause(LOOK_MS);
    }
  };
  const isWell = async ({ address, port }: { address: string; port: number }) => {
    const answer = await fetch(`http://${address}:${port}/health`).catch(() => null);
    return ((await answer?.json().catch(() => null)) as { status?: string } | null)?.status === "healthy";
  };
  const hasEnded = (instance: string) => down().some(({ id }) => id === instance);

  return {
    url: lab.url,
    control: {
      instances: () => running().map(({ id }) => id),
      async setStickiness(to) {
        const error = balancer.modifyTargetGroupAttributes({ "stickiness.enabled": String(to === "on") });
        if (error) throw new Error(error.message);
        // Dealt out again each time, over all instances.
        lab.affinity.set(false);
        lab.affinity.set(to === "by-room");
        // The target groups of the rooms begin to be checked.
        if (to === "by-room") await balancer.ready(STUCK_MS);
      },
      kill: lab.kill,
      async drain(instance) {
        lab.deregister(instance);
        await until(`${instance} drained`, () => hasEnded(instance));
      },
      async stop(instance) {
        const { pid } = lab.instances().find(({ id }) => id === instance)?.process ?? {};
        if (pid) process.kill(pid, "SIGTERM");
        await until(`${instance} stopped`, () => hasEnded(instance));
      },
      pause: lab.pause,
      resume: lab.resume,
      restart: lab.restart,
      async restore() {
        for (const { id } of lab.instances().filter(({ process }) => process.state === "stopping")) {
          await lab.kill(id).catch(() => {});
        }
        await Promise.all(down().map(({ id }) => lab.restart(id)));
        await until("every instance healthy", () => {
          const ended = down().map(({ id, process }) => `${id} has ended with ${process.ended}`);
          if (ended.length > 0) throw new Error(ended.join(", "));
          return balancer.state().targets.every(({ health }) => health.state === "healthy");
        });
      },
    },
    store:
      store === "memory" || redisUrl !== undefined
        ? null
        : {
            kill: () => lab.rooms.act("kill"),
            async start() {
              await lab.rooms.act("restart");
              const deadline = performance.now() + STUCK_MS;
              while (!(await Promise.all(running().map(isWell))).every(Boolean)) {
                if (performance.now() > deadline)
                  throw new Error("the instances do not work with the store that is back");
                await pause(LOOK_MS);
              }
            },
          },
    async reports(room) {
      const found = running().map(async ({ address, port }) => {
        const answer = await fetch(`http://${address}:${port}/api/instance?room=${encodeURIComponent(room)}`);
        return (await answer.json()) as InstanceReport;
      });
      return (await Promise.allSettled(found)).flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    },
    close: lab.close,
  };
}

function adapterEnv(store: Cell["store"], adapterFile: string | null): Record<string, string> {
  if (store === "memory") return {};
  return store === "adapter" ? { ADAPTER_FILE: adapterFile ?? "" } : { REDIS_ADAPTER: store };
}

/** Writes down what each instance that answers says about the room. */
export async function recordSightings(lab: MeasuredLab, room: string, { record }: Recorder): Promise<void> {
  for (const { instance, rooms } of await lab.reports(room)) {
    const [version] = rooms;
    const members = version?.members.map(({ name }) => name).sort() ?? [];
    record({ type: "sighting", instance, roomId: version?.id ?? null, members, messages: version?.messageIds ?? [] });
  }
}

/** A folder of its own for each lab that is started: two of them have instances of the same names. */
export function logFolders(folder: string | null): (store: string) => string | null {
  let labs = 0;
  return (store) => (folder === null ? null : path.join(folder, `lab-${(labs += 1)}-${store}`));
}
