import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import path from "node:path";
import { startBalancer, type Balancer, type BalancerOptions } from "../alb/balancer.ts";
import { build, PERSON_ENTRY, SERVER_ENTRY } from "../machine/build/build.ts";
import { startControlApi } from "./control/control-api.ts";
import { createExperimentRuns } from "./control/experiment-runs.ts";
import { INSTANCE_REPORTS, shareTargets } from "./instance-reports.ts";
import { createPeople } from "./people/people-group.ts";
import { createInstanceGroup, type InstanceView } from "./instances/instance-group.ts";
import {
  LAB_DEFAULTS,
  LAB_DRAIN_MS,
  LAB_HEALTH_CHECK,
  LAB_LOAD_BALANCER_ATTRIBUTES,
  labTargetGroupAttributes,
  STOP_GRACE_MS,
  type Algorithm,
} from "./defaults.ts";
import type { Followed, Obstacles, RoomsLive } from "../protocol/control/state.ts";
import { UserError } from "../machine/user-error.ts";
import type { HttpsAsked } from "../machine/certificates/https-options.ts";
import { prepareCertificate } from "../machine/certificates/prepare-certificate.ts";
import { makeFolder } from "../machine/make-folder.ts";
import { createRoomAffinity, type RoomAffinitySwitch } from "./rooms/room-affinity.ts";
import { createStateSwitch, fixedState, type StateSwitch } from "./rooms/state-switch.ts";
import { startChildGuard } from "../machine/processes/child-guard.ts";

/** In the lab everybody, simulated people too, comes from one address: what an instance allows an address is raised. */
const ONE_ADDRESS = {
  UNJOINED_PER_ADDRESS: "10000",
  NEW_ROOMS_PER_ADDRESS: "10000",
  REPORTS_PER_SECOND: "1000",
};

export interface LabOptions {
  instances?: number;
  /** The balancer's listener; 0: any free port. */
  port?: number;
  controlPort?: number;
  /** One more listener, for HTTPS and HTTP/2. */
  https?: HttpsAsked;
  /** One more `Host` that may ask the control API, for GET alone. */
  controlHost?: string;
  stickiness?: boolean;
  cookieDurationSeconds?: number;
  algorithm?: Algorithm;
  /** Where the rooms live; it can be changed while the lab runs. */
  state?: RoomsLive;
  /** The Redis for state `redis`; without it the lab starts its own. */
  redisUrl?: string;
  /** Why the state cannot be changed here, when somebody else decides it. */
  stateIsFixed?: string;
  /** The API that decides over attributes, instances and which of them are targets. */
  follows?: Followed;
  /** What the control API refuses, and why. */
  obstacles?: Obstacles;
  /** Where instances and balancer write their logs; null: nowhere. */
  logDir?: string | null;
  /** Anything else of the balancer's, above all short durations for tests. */
  balancer?: Partial<BalancerOptions>;
  /** How many there can be at most; default 12. */
  maxInstances?: number;
  /** Settings for every instance. */
  env?: Record<string, string>;
  onProgress?: (line: string) => void;
}

export interface Lab {
  /** The chat, through the balancer. */
  url: string;
  /** The chat by HTTPS; null: only HTTP was asked for. */
  https: { url: string; caFile: string | null } | null;
  controlUrl: string;
  balancer: Balancer;
  /** Where the rooms live, and the lab's own Redis. */
  rooms: StateSwitch;
  /** Rules that lead each room to one instance. */
  affinity: RoomAffinitySwitch;
  instances(): InstanceView[];
  /** Starts one more, called chat-1, chat-2, … unless it is given a name; resolves with the name. */
  addInstance(name?: string): Promise<string>;
  kill(id: string): Promise<void>;
  pause(id: string): void;
  resume(id: string): void;
  restart(id: string): Promise<void>;
  /** Its target has to be gone before. */
  stop(id: string): Promise<void>;
  deregister(id: string): void;
  /** Takes an instance that has stopped off the list. */
  forget(id: string): void;
  close(): Promise<void>;
}

/** Instances that listen are healthy by then, on a slow machine too. */
const HEALTHY_MS = 60_000;

/**
 * This machine as a small AWS: the balancer, its control API and `instances` chat processes behind it. It resolves
 * when every instance is healthy at the balancer; when anything fails, it leaves nothing running.
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { instances = LAB_DEFAULTS.instances, logDir = null, state = "memory", onProgress = () => {} } = options;
  const env = { DRAIN_MS: process.env["DRAIN_MS"] || String(LAB_DRAIN_MS), ...options.env };
  const stopTimeoutMs = (Number(env.DRAIN_MS) || LAB_DRAIN_MS) + STOP_GRACE_MS;
  const closers: (() => Promise<unknown>)[] = [];
  let closing: Promise<void> | null = null;
  const close = () => (closing ??= closeAll(closers));

  try {
    if (logDir) makeFolder(logDir);
    const certificate = options.https ? await prepareCertificate(options.https.files) : null;
    if (certificate) closers.push(async () => certificate.close());
    const balancer = await startBalancer(balancerOptions(options, certificate));
    closers.push(() => balancer.close());
    shareTargets(balancer);
    const url = `http://localhost:${balancer.port}`;

    const childGuard = startChildGuard();
    closers.push(() => childGuard.close());
    const rooms = createStateSwitch(state, {
      redisUrl: options.redisUrl,
      prefix: `sticky-rooms:${randomBytes(4).toString("hex")}:`,
      childGuard,
      group: () => group,
    });
    closers.push(() => rooms.close());
    const roomsEnv = await rooms.env(state);

    const experiments = createExperimentRuns();
    closers.push(() => experiments.close());
    const people = createPeople({ entry: PERSON_ENTRY, url, childGuard, onChange: () => control.tellPeople() });
    closers.push(() => people.close());
    const affinity = createRoomAffinity(balancer, () => control.tellAffinity());
    const control = await startControlApi({
      areChatInstances: true,
      port: options.controlPort ?? 0,
      balancer,
      url,
      rooms: options.stateIsFixed === undefined ? rooms : fixedState(state, options.stateIsFixed),
      ...(options.follows ? { follows: options.follows } : {}),
      ...(options.obstacles ? { obstacles: options.obstacles } : {}),
      stopTimeoutMs,
      experiments,
      people,
      affinity,
      controlHost: options.controlHost ?? null,
    });
    closers.push(() => control.close());

    await build(onProgress);

    const group = createInstanceGroup({
      balancer,
      childGuard,
      entry: SERVER_ENTRY,
      logDir,
      onProcess: control.tellProcess,
      stopTimeoutMs,
      areTargets: options.follows === undefined,
      ...(options.maxInstances === undefined ? {} : { maxInstances: options.maxInstances }),
      env: {
        ...roomsEnv,
        ...ONE_ADDRESS,
        // A page elsewhere that rebinds its own name to this machine must not reach the chat.
        ALLOWED_HOSTS: process.env["ALLOWED_HOSTS"] ?? [hostname(), `${hostname()}.local`].join(",").toLowerCase(),
        CONTROL_URL: control.url,
        ...env,
      },
    });
    closers.push(() => group.close());
    control.attach(group);

    if (instances > 0) onProgress(`starting ${instances} instance${instances === 1 ? "" : "s"} …`);
    await Promise.all(Array.from({ length: instances }, () => group.add()));
    await balancer.ready(HEALTHY_MS).catch((error: Error) => {
      throw new UserError(error.message);
    });

    const { port: httpsPort } = balancer.state().listeners.find(({ protocol }) => protocol === "HTTPS") ?? {};
    return {
      url,
      https: certificate && { url: `https://localhost:${httpsPort}`, caFile: certificate.caFile },
      controlUrl: control.url,
      balancer,
      rooms,
      affinity,
      instances: group.list,
      addInstance: group.add,
      kill: group.kill,
      pause: group.pause,
      resume: group.resume,
      restart: group.restart,
      stop: group.stop,
      deregister: group.deregister,
      forget: group.forget,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function balancerOptions(options: LabOptions, certificate: { cert: string; key: string } | null): BalancerOptions {
  const { balancer = {}, logDir, https } = options;
  const healthCheck = { ...LAB_HEALTH_CHECK, ...balancer.healthCheck };
  return {
    port: options.port ?? 0,
    ...(logDir ? { accessLog: { file: path.join(logDir, "access.log") } } : {}),
    ...INSTANCE_REPORTS,
    // One instance is healthy in both groups or in neither.
    moreTargetGroups: INSTANCE_REPORTS.moreTargetGroups.map((group) => ({ ...group, healthCheck })),
    ...balancer,
    moreListeners: [
      ...(https && certificate
        ? [{ port: https.port, tls: { certificates: [certificate] }, rules: balancer.rules ?? INSTANCE_REPORTS.rules }]
        : []),
      ...(balancer.moreListeners ?? []),
    ],
    healthCheck,
    loadBalancerAttributes: { ...LAB_LOAD_BALANCER_ATTRIBUTES, ...balancer.loadBalancerAttributes },
    targetGroupAttributes: {
      ...labTargetGroupAttributes(options),
      ...balancer.targetGroupAttributes,
    },
  };
}

/** The last one opened is the first one closed; one that fails does not keep the others open. */
async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const closer of closers.toReversed()) await closer().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, "the lab did not close cleanly");
}
