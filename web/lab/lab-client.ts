import { signal, type ReadonlySignal } from "@preact/signals-core";
import type { OpenedCookie } from "../../protocol/control/opened-cookie.ts";
import type { ControlState, RoomsState } from "../../protocol/control/state.ts";
import { compareInstances } from "../instance/compare-instances.ts";
import { windowVisible } from "../page/window-visible.ts";
import type { ExperimentRun } from "../../protocol/control/experiment-run.ts";
import { createLabEvents, type LabEvent } from "./lab-events.ts";
import { UNKNOWN_LAB, type LabAlgorithm, type LabState, type LabTarget } from "./lab-state.ts";

/** What many requests cause is looked up once in a while. */
const TRAFFIC: readonly LabEvent[] = ["upgrade", "tunnel-closed", "elb-error"];
const TRAFFIC_MS = 700;
const RETRY_MS = 2_000;
const STOPPED_SHOWN_MS = 10_000;
const ANSWER_MS = 15_000;
/** As long as it is not known whether it answers at all. */
const PROBE_MS = 1_500;
/** An instance that starts is up and healthy by then. */
const START_MS = 60_000;
/** Where the control API does not say how long an instance may take to stop. */
const STOP_MS = 60_000;

export type LabAnswer<T> = { ok: true; data: T } | { ok: false; sentence: string };

/** The lab's control API: what it says, and what it is told. */
export function createLabClient() {
  const state = signal(UNKNOWN_LAB);
  /** Instances that were drained and have stopped: shown for a while, then not any more. */
  const stopped = new Map<string, "shown" | "removed">();
  const set = (patch: Partial<LabState>) => (state.value = { ...state.value, ...patch });
  let base: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let asked = 0;
  /** The newest question that was answered: what older ones come to says nothing any more. */
  let answered = 0;
  let isProbing = false;
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

  /** So long an instance may take to close its connections, end and start again. */
  const instancesMs = () => (state.value.stopTimeoutMs ?? STOP_MS) + START_MS;

  async function refresh(ms = state.value.status === "lost" ? PROBE_MS : ANSWER_MS): Promise<void> {
    if (base === null) return;
    const turn = ++asked;
    const answer = await call<ControlState>("GET", "/state", undefined, ms);
    if (isClosed || turn < answered) return;
    if (!answer.ok) {
      set({ status: "lost" });
      return later(RETRY_MS);
    }
    answered = turn;
    const reading = readingOf(answer.data);
    set({ ...reading, targets: reading.targets.filter(isShown), status: "ready" });
    const runsExperiments = reading.obstacles.experiment === null;
    if (runsExperiments && !wasExperimentRead) void readExperiment();
  }

  function isShown({ id, process }: LabTarget): boolean {
    if (process !== "stopped") {
      stopped.delete(id);
      return true;
    }
    if (!stopped.has(id)) {
      stopped.set(id, "shown");
      setTimeout(() => removeStopped(id), STOPPED_SHOWN_MS);
    }
    return stopped.get(id) === "shown";
  }

  function removeStopped(instance: string): void {
    if (stopped.get(instance) !== "shown") return;
    stopped.set(instance, "removed");
    set({ targets: state.value.targets.filter(({ id }) => id !== instance) });
  }

  async function readExperiment(): Promise<void> {
    wasExperimentRead = true;
    const answer = await call<ExperimentRun>("GET", "/experiment");
    if (answer.ok && !isClosed) set({ experiment: answer.data });
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
    if (!windowVisible.is()) return;
    void refresh();
    if (wasExperimentRead) void readExperiment();
  };
  const stopWatching = windowVisible.watch(onVisibility);

  return {
    state: state as ReadonlySignal<LabState>,
    set,
    /** What an instance said: the address of the control API, or that there is none. */
    told(url: string | null): void {
      if (url === null && state.value.status === "looking") set({ status: "none" });
      if (url === null || url === base) return;
      base = url;
      set({ controlUrl: url });
      events.follow(url);
      void refresh();
    },
    patch: (attributes: Record<string, string>) => call("PATCH", "/target-group/attributes", attributes),
    /** Restarts all instances with their rooms there. */
    keepRoomsIn: (where: RoomsState["state"]) => call("PATCH", "/lab", { state: where }, instancesMs()),
    /** Rules that lead each room to one instance. */
    leadRooms: (isOn: boolean) => call("PATCH", "/lab", { roomAffinity: isOn }),
    post: <T>(path: string, body?: unknown, ms = ANSWER_MS) => call<T>("POST", path, body, ms),
    /** What starts or stops an instance is answered when that has happened. */
    postInstance: (path: string) => call("POST", path, undefined, instancesMs()),
    instancesMs,
    remove: (path: string) => call("DELETE", path),
    cookiesOf: (instance: string) =>
      call<{ AWSALB: string; AWSALBCORS: string }>(
        "GET",
        `/targets/${encodeURIComponent(instance)}/stickiness-cookies`,
      ),
    /** What the balancer says of a stickiness cookie. */
    openCookie: (cookie: string) => call<OpenedCookie>("POST", "/stickiness-cookies/open", { cookie }),
    /** Nothing where no instance has named it. */
    refresh: () => refresh(),
    /** Something else does not answer: what this API said may be old as well, unless it answers soon. */
    probe(): void {
      if (isProbing) return;
      isProbing = true;
      void refresh(PROBE_MS).finally(() => (isProbing = false));
    },
    close() {
      isClosed = true;
      stopWatching();
      events.close();
      if (timer !== null) clearTimeout(timer);
    },
  };
}

export type LabClient = ReturnType<typeof createLabClient>;

function readingOf({
  targetGroup,
  targets,
  people,
  story,
  lab,
}: ControlState): Pick<
  LabState,
  "stickiness" | "algorithm" | "rooms" | "roomAffinity" | "targets" | "obstacles" | "people" | "story" | "stopTimeoutMs"
> {
  const { attributes } = targetGroup;
  return {
    stickiness: {
      enabled: attributes["stickiness.enabled"] === "true",
      durationSeconds: Number(attributes["stickiness.lb_cookie.duration_seconds"]),
    },
    algorithm: attributes["load_balancing.algorithm.type"] as LabAlgorithm,
    rooms: { state: lab.state, changing: lab.changing, redis: lab.redis, obstacle: lab.obstacle },
    roomAffinity: lab.roomAffinity,
    obstacles: lab.obstacles,
    people,
    story,
    stopTimeoutMs: lab.stopTimeoutMs,
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
