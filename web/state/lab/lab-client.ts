import { compareInstances } from "../instances/compare-instances.ts";
import type { ExperimentRun } from "./experiment-run.ts";
import { createLabEvents, type LabEvent } from "./lab-events.ts";
import type { LabObstacles } from "./lab-obstacles.ts";
import type { LabAlgorithm, LabRooms, LabState, LabTarget } from "./lab-state.ts";

/** What many requests cause is looked up once in a while. */
const TRAFFIC: readonly LabEvent[] = ["upgrade", "tunnel-closed", "elb-error"];
const TRAFFIC_MS = 700;
const RETRY_MS = 2_000;
const ANSWER_MS = 15_000;
/** All instances restart before the answer comes. */
const RESTART_MS = 90_000;

/** What the control API says of the lab. */
export type LabReading = Pick<LabState, "stickiness" | "algorithm" | "rooms" | "targets" | "obstacles">;

export interface LabClientOptions {
  onReading(reading: LabReading): void;
  onStatus(status: LabState["status"]): void;
  onExperiment(run: ExperimentRun): void;
}

export type LabAnswer<T> = { ok: true; data: T } | { ok: false; sentence: string };

/** The lab's control API: what it is told, and what it says. */
export interface LabClient {
  readonly url: string | null;
  use(url: string): void;
  patch(attributes: Record<string, string>): Promise<LabAnswer<unknown>>;
  /** Restarts all instances with their rooms there. */
  keepRoomsIn(state: LabRooms["state"]): Promise<LabAnswer<unknown>>;
  post(path: string, body?: unknown): Promise<LabAnswer<unknown>>;
  remove(path: string): Promise<LabAnswer<unknown>>;
  cookiesOf(instance: string): Promise<LabAnswer<{ AWSALB: string; AWSALBCORS: string }>>;
  refresh(): Promise<void>;
  close(): void;
}

interface StateAnswer {
  targetGroup: { attributes: Record<string, string> };
  targets: {
    id: string;
    health: { state: LabTarget["health"]; reason: string | null };
    connections: number;
    requests: number;
    process: { state: NonNullable<LabTarget["process"]> } | null;
  }[];
  lab: LabRooms & { obstacles: LabObstacles };
}

export function createLabClient({ onReading, onStatus, onExperiment }: LabClientOptions): LabClient {
  let base: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let newest = 0;
  let wasExperimentRead = false;
  let isClosed = false;

  async function call<T>(method: string, path: string, body?: unknown, ms = ANSWER_MS): Promise<LabAnswer<T>> {
    if (base === null) return { ok: false, sentence: "There is no control API here" };
    try {
      const response = await fetch(base + path, {
        method,
        signal: AbortSignal.timeout(ms),
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
      });
      const answer = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
      if (response.ok) return { ok: true, data: answer as T };
      return { ok: false, sentence: answer?.error?.message ?? `The control API answered ${response.status}` };
    } catch {
      return { ok: false, sentence: "The control API does not answer" };
    }
  }

  async function refresh(): Promise<void> {
    const turn = ++newest;
    const answer = await call<StateAnswer>("GET", "/state");
    if (isClosed || turn !== newest) return;
    if (!answer.ok) {
      onStatus("lost");
      return later(RETRY_MS);
    }
    const reading = readingOf(answer.data);
    onReading(reading);
    onStatus("ready");
    const runsExperiments = reading.obstacles.experiment === null;
    if (runsExperiments && !wasExperimentRead) void readExperiment();
  }

  async function readExperiment(): Promise<void> {
    wasExperimentRead = true;
    const answer = await call<ExperimentRun>("GET", "/experiment");
    if (answer.ok && !isClosed) onExperiment(answer.data);
  }

  function later(ms: number): void {
    if (timer !== null || isClosed) return;
    timer = setTimeout(() => {
      timer = null;
      void refresh();
    }, ms);
  }

  const events = createLabEvents((type) => {
    if (type === "experiment") void readExperiment();
    else if (type === "error") later(RETRY_MS);
    else if (TRAFFIC.includes(type)) later(TRAFFIC_MS);
    else void refresh();
  });

  /** Nobody told this window anything while it was hidden. */
  const onVisibility = () => {
    if (base === null || document.visibilityState === "hidden") return;
    void refresh();
    if (wasExperimentRead) void readExperiment();
  };
  document.addEventListener("visibilitychange", onVisibility);

  return {
    get url() {
      return base;
    },
    use(url) {
      if (url === base) return;
      base = url;
      events.follow(url);
      void refresh();
    },
    patch: (attributes) => call("PATCH", "/target-group/attributes", attributes),
    keepRoomsIn: (state) => call("PATCH", "/lab", { state }, RESTART_MS),
    post: (path, body) => call("POST", path, body),
    remove: (path) => call("DELETE", path),
    cookiesOf: (instance) => call("GET", `/targets/${encodeURIComponent(instance)}/stickiness-cookies`),
    refresh,
    close() {
      isClosed = true;
      document.removeEventListener("visibilitychange", onVisibility);
      events.close();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function readingOf({ targetGroup, targets, lab }: StateAnswer): LabReading {
  const { attributes } = targetGroup;
  return {
    stickiness: {
      enabled: attributes["stickiness.enabled"] === "true",
      durationSeconds: Number(attributes["stickiness.lb_cookie.duration_seconds"]),
    },
    algorithm: attributes["load_balancing.algorithm.type"] as LabAlgorithm,
    rooms: { state: lab.state, changing: lab.changing, redis: lab.redis, obstacle: lab.obstacle },
    obstacles: lab.obstacles,
    targets: targets
      .map(({ id, health, connections, requests, process }) => ({
        id,
        health: health.state,
        reason: health.reason,
        process: process?.state ?? null,
        connections,
        requests,
      }))
      .sort((a, b) => compareInstances(a.id, b.id)),
  };
}
