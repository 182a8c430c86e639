import type { Balancer } from "../../alb/balancer.ts";
import type { ControlledInstances } from "../control/control-api.ts";
import { InstanceStateError } from "./instance-group.ts";
import { NotFoundError } from "../not-found-error.ts";
import { freePort } from "../../machine/ports.ts";
import type { ChildGuard } from "../../machine/processes/child-guard.ts";
import { startCopy, type Copy } from "../../machine/processes/start-copy.ts";
import type { ProcessChange } from "../../protocol/control/events.ts";
import type { ProcessState } from "../../protocol/control/state.ts";

export interface CopiesOptions {
  command: readonly [string, ...string[]];
  balancer: Balancer;
  /** Beside PORT and INSTANCE. */
  env?: Record<string, string>;
  childGuard: ChildGuard;
  startTimeoutMs: number;
  /** A stopping copy is killed after so long. */
  stopTimeoutMs: number;
  onProcess: (change: ProcessChange) => void;
  onLine: (name: string, line: string) => void;
}

interface Held {
  id: string;
  address: string;
  port: number;
  state: ProcessState;
  copy: Copy | null;
  ended: string | null;
}

export type Copies = ReturnType<typeof createCopies>;

/** Copies of one command as targets of the balancer: `app-1`, `app-2`, … each on a port of its own, which it keeps. */
export function createCopies(options: CopiesOptions) {
  const { command, env, balancer, childGuard, startTimeoutMs, stopTimeoutMs, onProcess, onLine } = options;
  const copies = new Map<string, Held>();
  let isClosed = false;

  const find = (id: string): Held => {
    const held = copies.get(id);
    if (!held) throw new NotFoundError(`there is no instance "${id}"`);
    return held;
  };
  const up = (id: string, ...states: ProcessState[]): Held & { copy: Copy } => {
    const held = find(id);
    if (held.copy && states.includes(held.state)) return held as Held & { copy: Copy };
    throw new InstanceStateError(`${id} is ${held.state}, not ${states.join(" or ")}`);
  };

  function become(held: Held, to: ProcessState, ended: string | null = null): void {
    const { id, state: from } = held;
    Object.assign(held, { state: to, ended });
    if (from !== to) onProcess({ id, from, to, ended });
  }

  async function start(held: Held): Promise<void> {
    become(held, "starting");
    try {
      const copy = await startCopy({
        name: held.id,
        command,
        port: held.port,
        ...(env && { env }),
        childGuard,
        startTimeoutMs,
        onLine: (line) => onLine(held.id, line),
      });
      Object.assign(held, { copy, address: copy.address });
      become(held, "running");
      void copy.ended.then(({ how }) => {
        if (held.copy !== copy) return;
        held.copy = null;
        become(held, held.state === "stopping" ? "stopped" : "exited", how);
        if (!isClosed && held.state === "exited") onLine(held.id, `ended with ${how}`);
      });
    } catch (error) {
      become(held, "exited", (error as Error).message);
      throw error;
    }
    if (isClosed) {
      held.copy?.signal("SIGKILL");
      return;
    }
    const known = balancer.state().targets.find(({ id }) => id === held.id);
    const isWanted = known && known.health.state !== "draining" && known.health.state !== "unused";
    if (known && !isWanted) balancer.removeTarget(held.id);
    if (!isWanted) balancer.registerTarget({ id: held.id, address: held.address, port: held.port });
  }

  async function stop(held: Held): Promise<void> {
    const { copy, state } = held;
    if (!copy) return;
    become(held, "stopping");
    copy.signal("SIGTERM");
    if (state === "paused") copy.signal("SIGCONT");
    const timer = setTimeout(() => copy.signal("SIGKILL"), stopTimeoutMs);
    await copy.ended;
    clearTimeout(timer);
  }

  const controlled = {
    list: () => [...copies.values()].map(view),
    view: (id) => view(find(id)),
    deregister(id) {
      find(id);
      balancer.deregisterTarget(id);
    },
    async kill(id) {
      const { copy } = up(id, "running", "paused", "stopping");
      copy.signal("SIGKILL");
      await copy.ended;
    },
    pause(id) {
      const held = up(id, "running");
      held.copy.signal("SIGSTOP");
      become(held, "paused");
    },
    resume(id) {
      const held = up(id, "paused");
      held.copy.signal("SIGCONT");
      become(held, "running");
    },
    async restart(id) {
      const held = find(id);
      if (held.state === "starting" || held.state === "stopping") {
        throw new InstanceStateError(`${id} is ${held.state} already`);
      }
      await stop(held);
      await start(held);
    },
  } satisfies ControlledInstances;

  return {
    ...controlled,

    /** Starts so many, all at once. @throws {UserError} the first one's sentence. */
    async startAll(count: number): Promise<void> {
      const all = await Promise.all(
        Array.from({ length: count }, async (_, index): Promise<Held> => {
          const port = await freePort();
          return { id: `app-${index + 1}`, address: "127.0.0.1", port, state: "starting", copy: null, ended: null };
        }),
      );
      for (const held of all) copies.set(held.id, held);
      await Promise.all(all.map(start));
    },

    /** SIGTERM for all of them, and SIGKILL for those that stay. */
    async close(): Promise<void> {
      isClosed = true;
      await Promise.all([...copies.values()].map(stop));
    },
  };
}

function view({ id, address, port, state, copy, ended }: Held) {
  return { id, address, port, process: { pid: copy?.pid ?? null, state, bootId: null, ended } };
}
