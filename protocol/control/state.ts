import type { ListenerRule, RuleAction } from "./listener-rules.ts";
import type { PersonView } from "./people.ts";
import type { StoryView } from "./story.ts";

/** Where an instance's process is. `stopping`: it was told to end. `stopped`: it ended after that, `exited`: without. */
export type ProcessState = "starting" | "running" | "paused" | "stopping" | "stopped" | "exited";

export interface TargetProcess {
  pid: number | null;
  state: ProcessState;
  /** Random, made by the process when it started. */
  bootId: string | null;
  /** How it ended (`exit code 1`, `SIGKILL`); null while it has not. */
  ended: string | null;
}

/** ELBv2's TargetHealthStateEnum. */
export type TargetHealthState = "initial" | "healthy" | "unhealthy" | "unused" | "draining";

export interface Target {
  id: string;
  address: string;
  port: number;
  health: { state: TargetHealthState; reason: string | null; description: string | null };
  /** Open WebSockets. */
  connections: number;
  requestsInFlight: number;
  /** Requests for which it was chosen. */
  requests: number;
  /** Null: somebody else runs it. */
  process: TargetProcess | null;
}

/** ELBv2's, in seconds. */
export interface HealthCheck {
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThresholdCount: number;
  unhealthyThresholdCount: number;
  matcher: string;
}

/** What nobody can do here through the control API, each with its reason; null where it can be done. */
export interface Obstacles {
  /** Everything that changes the load balancer, its listeners' rules or a target group. */
  attributes: string | null;
  /** `POST /targets`. */
  add: string | null;
  /** `POST /targets/ID/deregister`. */
  drain: string | null;
  /** `POST /targets/ID/kill`, `pause`, `resume` and `restart`, and `DELETE /targets/ID`. */
  processes: string | null;
  /** `POST /experiment`. */
  experiment: string | null;
  /** `POST /people`. */
  people: string | null;
}

/** Everything can be done. */
export const NO_OBSTACLES: Obstacles = {
  attributes: null,
  add: null,
  drain: null,
  processes: null,
  experiment: null,
  people: null,
};

export type RoomsLive = "memory" | "redis";

/** Where the rooms of the lab live. */
export interface RoomsState {
  state: RoomsLive;
  /** What the instances are being restarted in; null most of the time. */
  changing: RoomsLive | null;
  /** The Redis that holds the rooms. What happened to one that is not the lab's own, nobody here knows. */
  redis: { own: boolean; address: string; state: "running" | "paused" | "stopped" | null } | null;
  /** Why it cannot be changed to `redis`; null when it can. */
  obstacle: string | null;
}

/**
 * Affinity by room: which instance the rules lead a room to, by the last character of its name as a URL has it; `*`
 * stands for any other. Empty: none takes requests.
 */
export type RoomAffinity = Readonly<Record<string, string>>;

/** The load balancer that this lab plays, and the API that describes it. */
export interface Followed {
  url: string;
  loadBalancer: string;
}

/** Counters of `AWS/ApplicationELB`, by their names there. */
export type Metrics = Record<string, number>;

/** One target group of the load balancer. `NonStickyRequestCount` of a group is the lab's own: on AWS it is the load balancer's. */
export interface TargetGroupState {
  name: string;
  arn: string;
  attributes: Record<string, string>;
  healthCheck: HealthCheck;
  targets: (Omit<Target, "process"> & { metrics: Metrics; responseTime: ResponseTime })[];
  metrics: Metrics;
  responseTime: ResponseTime;
}

/** `TargetResponseTime`: its sum, and of how many answers. */
export interface ResponseTime {
  seconds: number;
  count: number;
}

export interface ListenerState {
  protocol: "HTTP" | "HTTPS";
  port: number;
  /** Of an HTTPS listener: ELBv2's security policy, and with it the versions of TLS. */
  sslPolicy: string | null;
  defaultActions: RuleAction[];
  /** By priority. */
  rules: ListenerRule[];
}

/** `GET /state` of the control API. Attributes are ELBv2's own names with string values. */
export interface ControlState {
  loadBalancer: { name: string; attributes: Record<string, string>; metrics: Metrics };
  listeners: ListenerState[];
  /** The application's first. */
  targetGroups: TargetGroupState[];
  /** The application's. */
  targetGroup: { name: string; attributes: Record<string, string>; healthCheck: HealthCheck };
  targets: Target[];
  /** The load balancer's; those that have the dimension of a target group are the application's. */
  metrics: Metrics;
  /** Simulated people. */
  people: PersonView[];
  /** Who plays the story; null: nobody. */
  story: StoryView | null;
  lab: RoomsState & {
    /** Null: rooms do not decide where a request goes. */
    roomAffinity: RoomAffinity | null;
    obstacles: Obstacles;
    follows: Followed | null;
    /** The application's, through the balancer. */
    url: string;
    controlUrl: string;
    /** An instance that is told to stop is killed after so long. Null: somebody else decides it. */
    stopTimeoutMs: number | null;
  };
}

/** Every answer of the control API with a status of 400 or more. */
export interface ControlError {
  error: {
    message: string;
    /** Of a value that is not allowed. */
    key?: string;
    value?: unknown;
    allowed?: string;
  };
}
