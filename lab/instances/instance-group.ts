import path from "node:path";
import type { Balancer } from "../../alb/balancer.ts";
import { startInstanceProcess, type InstanceProcess } from "./instance-process.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ProcessChange } from "../../protocol/control/events.ts";
import type { ProcessState, TargetProcess } from "../../protocol/control/state.ts";
import type { ChildGuard } from "../../machine/processes/child-guard.ts";
import { StartError } from "../../machine/processes/start-child.ts";
import { UserError } from "../../machine/user-error.ts";

/** An instance as people see it. */
export interface InstanceView {
  id: string;
  address: string;
  port: number;
  process: TargetProcess;
}

/** A request that does not fit an instance's present state; the message says why. */
export class InstanceStateError extends UserError {
  override name = "InstanceStateError";
}

export interface InstanceGroupOptions {
  balancer: Balancer;
  childGuard: ChildGuard;
  entry: string;
  logDir: string | null;
  env: Record<string, string>;
  maxInstances?: number;
  /** Told each change of a process's state. */
  onProcess?: (change: ProcessChange) => void;
  /** Whether each becomes a target of the application, and is stopped once it has drained; else somebody else does both. */
  areTargets?: boolean;
  /** A stopping instance is killed after so long; longer than it takes to drain. */
  stopTimeoutMs: number;
}

export type InstanceGroup = ReturnType<typeof createInstanceGroup>;

interface Instance {
  id: string;
  port: number;
  state: ProcessState;
  process: InstanceProcess | null;
  ended: string | null;
}

const ADDRESS = "127.0.0.1";

/**
 * The instances behind the balancer and what can be done to them. Killing or pausing one tells the balancer nothing:
 * its health checks have to find out, as on AWS.
 */
export function createInstanceGroup(options: InstanceGroupOptions) {
  const { balancer, childGuard, entry, logDir, maxInstances = 12, onProcess = () => {}, stopTimeoutMs } = options;
  const { areTargets = true } = options;
  let { env } = options;
  const instances = new Map<string, Instance>();
  let made = 0;
  let closed = false;

  // A deregistered target that has drained is terminated, as an Auto Scaling group would do it.
  const application = balancer.state().targetGroup.name;
  const onEvent = (event: { type: string; id?: unknown; to?: unknown; targetGroup?: unknown }) => {
    if (event.type !== "target-health" || event.targetGroup !== application) return;
    if (event.to !== "unused" || typeof event.id !== "string") return;
    const instance = instances.get(event.id);
    if (instance && (instance.state === "running" || instance.state === "paused")) void stop(instance);
  };
  if (areTargets) balancer.events.on("event", onEvent);

  /** Starts and stops that have not come to their end. */
  const underWay = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    const settled = work.catch(() => {}).finally(() => underWay.delete(settled));
    underWay.add(settled);
    return work;
  };

  const find = (id: string): Instance => {
    const instance = instances.get(id);
    if (!instance) throw new NotFoundError(`there is no instance "${id}"`);
    return instance;
  };

  const running = (id: string, ...states: ProcessState[]): { instance: Instance; process: InstanceProcess } => {
    const instance = find(id);
    if (!instance.process || !states.includes(instance.state)) {
      throw new InstanceStateError(`${id} is ${instance.state}, not ${states.join(" or ")}`);
    }
    return { instance, process: instance.process };
  };

  function become(instance: Instance, to: ProcessState, ended: string | null = null): void {
    const { id, state: from } = instance;
    Object.assign(instance, { state: to, ended });
    if (from !== to) onProcess({ id, from, to, ended });
  }

  const start = (instance: Instance) => track(launchAndWatch(instance));

  async function launchAndWatch(instance: Instance): Promise<void> {
    become(instance, "starting");
    const logFile: Record<string, string> = logDir ? { LOG_FILE: path.resolve(logDir, `${instance.id}.log`) } : {};
    const launch = (port: number) =>
      startInstanceProcess({ name: instance.id, entry, port, env: { ...env, ...logFile }, childGuard });
    try {
      // An instance comes back under the address it had, as a rebooted host does, unless somebody took the port.
      const process = await launch(instance.port).catch((error: unknown) => {
        if (instance.port === 0 || !(error instanceof StartError)) throw error;
        return launch(0);
      });
      instance.process = process;
      instance.port = process.port;
      become(instance, "running");
      void watch(instance, process);
    } catch (error) {
      become(instance, "exited", error instanceof Error ? error.message : String(error));
      throw error;
    }
    if (closed) {
      instance.process.signal("SIGKILL");
      await instance.process.exited;
      throw new InstanceStateError("the lab is closing");
    }
  }

  async function watch(instance: Instance, process: InstanceProcess): Promise<void> {
    const how = await process.exited;
    if (instance.process !== process) return;
    instance.process = null;
    become(instance, instance.state === "stopping" ? "stopped" : "exited", how);
  }

  const stop = (instance: Instance) => track(terminate(instance));

  async function terminate(instance: Instance): Promise<void> {
    const { process } = instance;
    if (!process) return;
    const wasPaused = instance.state === "paused";
    become(instance, "stopping");
    process.signal("SIGTERM");
    if (wasPaused) process.signal("SIGCONT");
    const timer = setTimeout(() => process.signal("SIGKILL"), stopTimeoutMs);
    await process.exited;
    clearTimeout(timer);
  }

  const target = (id: string) => balancer.state().targets.find((one) => one.id === id);

  /** Sees to it that the target group knows this address and wants it. */
  function register(instance: Instance): void {
    if (!areTargets) return;
    const known = target(instance.id);
    const same = known?.port === instance.port;
    if (known && same && known.health.state !== "draining" && known.health.state !== "unused") return;
    if (known) {
      // It has not drained: what runs now is what is registered next.
      balancer.events.off("event", onEvent);
      balancer.removeTarget(instance.id);
      balancer.events.on("event", onEvent);
    }
    balancer.registerTarget({ id: instance.id, address: ADDRESS, port: instance.port });
  }

  return {
    list: (): InstanceView[] => [...instances.values()].map(view),
    view: (id: string): InstanceView => view(find(id)),

    /** Starts one more, called chat-1, chat-2, … unless it is given a name. */
    async add(name?: string): Promise<string> {
      if (instances.size >= maxInstances)
        throw new InstanceStateError(`there are ${maxInstances} instances, and no more are allowed`);
      if (name !== undefined && instances.has(name))
        throw new InstanceStateError(`there is an instance "${name}" already`);
      const id = name ?? `chat-${++made}`;
      const instance: Instance = { id, port: 0, state: "starting", process: null, ended: null };
      instances.set(instance.id, instance);
      try {
        await start(instance);
      } catch (error) {
        instances.delete(instance.id);
        throw error;
      }
      register(instance);
      return instance.id;
    },

    async kill(id: string): Promise<void> {
      const { process } = running(id, "running", "paused", "stopping");
      process.signal("SIGKILL");
      await process.exited;
    },

    pause(id: string): void {
      const { instance, process } = running(id, "running");
      process.signal("SIGSTOP");
      become(instance, "paused");
    },

    resume(id: string): void {
      const { instance, process } = running(id, "paused");
      process.signal("SIGCONT");
      become(instance, "running");
    },

    /** SIGTERM, and SIGKILL if it stays. Its target is somebody else's business. */
    stop: (id: string): Promise<void> => stop(find(id)),

    /** Stops it if it runs, and starts it again: empty memory, a new boot id, the same name. */
    async restart(id: string): Promise<void> {
      const instance = find(id);
      if (instance.state === "starting" || instance.state === "stopping") {
        throw new InstanceStateError(`${id} is ${instance.state} already`);
      }
      await stop(instance);
      await start(instance);
      register(instance);
    },

    /**
     * Kills every instance that runs and starts it again with these settings on top of the others, all at once; one that
     * does not run gets them when it is started. Those that drain stay away.
     */
    async restartAll(settings: Record<string, string>): Promise<void> {
      const all = [...instances.values()];
      const busy = all.find(({ state }) => state === "starting" || state === "stopping");
      if (busy) throw new InstanceStateError(`${busy.id} is ${busy.state}; try again when it is not`);
      if (closed) throw new InstanceStateError("the lab is closing");
      env = { ...env, ...settings };
      const running = all.filter(({ process }) => process);
      const outcomes = await Promise.allSettled(
        running.map(async (instance) => {
          const isLeaving = target(instance.id)?.health.state === "draining";
          if (!isLeaving) become(instance, "stopping");
          instance.process?.signal("SIGKILL");
          await instance.process?.exited;
          if (isLeaving) return;
          await start(instance);
          register(instance);
        }),
      );
      const failed = outcomes.find((outcome) => outcome.status === "rejected");
      if (failed) throw failed.reason;
    },

    /** Resolves when nothing is being started or stopped. */
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay);
    },

    /** Takes an instance that has stopped off the list. */
    forget(id: string): void {
      const { state } = find(id);
      if (state !== "stopped" && state !== "exited") throw new InstanceStateError(`${id} is ${state}, not stopped`);
      if (target(id)) balancer.removeTarget(id);
      instances.delete(id);
    },

    deregister(id: string): void {
      find(id);
      const { state } = target(id)?.health ?? { state: "unused" };
      if (state === "draining" || state === "unused") throw new InstanceStateError(`${id} is ${state} already`);
      balancer.deregisterTarget(id);
    },

    async close(): Promise<void> {
      closed = true;
      balancer.events.off("event", onEvent);
      await Promise.all(
        [...instances.values()].map(async ({ process }) => {
          process?.signal("SIGKILL");
          await process?.exited;
        }),
      );
    },
  };
}

function view({ id, port, state, process, ended }: Instance): InstanceView {
  return {
    id,
    address: ADDRESS,
    port,
    process: { pid: process?.pid ?? null, state, bootId: process?.bootId ?? null, ended },
  };
}
