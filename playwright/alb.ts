import type { Page } from "@playwright/test";
import { startBalancer, type TargetState } from "../alb/balancer.ts";
import { createCopies } from "../lab/instances/copies.ts";
import { startChildGuard } from "../machine/processes/child-guard.ts";

export interface AlbOptions {
  /** Starts one copy of your application, which listens on the environment's PORT; its name is in INSTANCE. */
  command?: readonly [program: string, ...args: string[]];
  /** With a command: how many copies, `app-1` and so on; 3 when it is not told. */
  instances?: number;
  /** Beside PORT and INSTANCE. */
  env?: Record<string, string>;
  /** Instead of a command: copies that run already, as `http://127.0.0.1:3001`. */
  targets?: readonly string[];
  /** `/` and `200-399` when they are not told. */
  healthCheck?: { path?: string; matcher?: string };
  /** On when it is not told. */
  stickiness?: boolean;
  /** How long a copy may take to listen, and all of them to be healthy: 30,000 when it is not told. */
  startTimeoutMs?: number;
}

/** Copies of an application behind a stand-in for an Application Load Balancer. */
export interface Alb {
  url: string;
  targets(): TargetState[];
  /** Of the target group; counts from the next request on. */
  setStickiness(isOn: boolean, durationSeconds?: number): void;
  /** SIGKILL. This and the next three need a `command`. */
  kill(id: string): Promise<void>;
  /** SIGSTOP: its connections stay, and nothing answers. */
  pause(id: string): void;
  resume(id: string): void;
  /** Ends it if it runs; resolves when it is healthy again. */
  restart(id: string): Promise<void>;
  /** Deregisters it: no new requests, and those that run go on for up to 30 s. */
  drain(id: string): void;
  /**
   * Which target the next request of this page's browser goes to by its stickiness cookie. Null: it has none that counts,
   * and the algorithm would choose.
   */
  instanceOf(page: Page): Promise<string | null>;
  close(): Promise<void>;
}

/** So that a test need not wait until a target that hangs or died is known to be. */
const QUICK_CHECKS = { intervalSeconds: 0.5, timeoutSeconds: 0.5 };
const STOP_MS = 5_000;

/** @throws a sentence about what does not start; by then nothing is left running. */
export async function startAlb(options: AlbOptions): Promise<Alb> {
  const { command, instances = 3, env, targets, healthCheck, stickiness = true, startTimeoutMs = 30_000 } = options;
  if ((command === undefined) === (targets === undefined)) {
    throw new TypeError('albOptions needs a command, like ["node", "server.js"], or targets; not both');
  }
  const balancer = await startBalancer({
    ...(targets && { targets }),
    shortDurations: true,
    healthCheck: { path: "/", matcher: "200-399", ...QUICK_CHECKS, ...healthCheck },
    targetGroupAttributes: {
      "stickiness.enabled": String(stickiness),
      "deregistration_delay.timeout_seconds": "30",
    },
  });
  const childGuard = startChildGuard();
  const copies = createCopies({
    command: command ?? ["true"],
    ...(env && { env }),
    balancer,
    childGuard,
    startTimeoutMs,
    stopTimeoutMs: STOP_MS,
    onProcess: () => {},
    onLine: () => {},
  });
  const close = async () => {
    await copies.close();
    await balancer.close();
    await childGuard.close();
  };
  try {
    if (command) await copies.startAll(instances);
    await balancer.ready(startTimeoutMs);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    url: `http://localhost:${balancer.port}`,
    targets: () => balancer.state().targets,
    setStickiness(isOn, durationSeconds) {
      const refusal = balancer.modifyTargetGroupAttributes({
        "stickiness.enabled": String(isOn),
        ...(durationSeconds !== undefined && { "stickiness.lb_cookie.duration_seconds": String(durationSeconds) }),
      });
      if (refusal) throw new RangeError(refusal.message);
    },
    kill: copies.kill,
    pause: copies.pause,
    resume: copies.resume,
    async restart(id) {
      await copies.restart(id);
      await balancer.ready(startTimeoutMs);
    },
    drain: (id) => balancer.deregisterTarget(id),
    async instanceOf(page) {
      const cookies = await page.context().cookies(`http://localhost:${balancer.port}`);
      const cookie = cookies.find(({ name }) => name === "AWSALB")?.value;
      if (cookie === undefined) return null;
      const { target, usable } = balancer.openStickinessCookie(cookie);
      return usable ? target : null;
    },
    close,
  };
}
