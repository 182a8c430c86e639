import type { EngineClient } from "../wire/engine-client.ts";
import type { Sender } from "../wire/sender.ts";

/** What a question is asked with. */
export interface Means {
  client: EngineClient;
  sender: Sender;
  /** Asks the person who runs the load balancer to change something; resolves when it is done. */
  change(what: string): Promise<void>;
  /** Seconds that a target is watched at most, after it was deregistered or turned unhealthy. */
  drainSeconds: number;
  /** Behind the load balancer; its answer is the request as its target got it. */
  echo: URL | null;
  /** A piece of its access log. */
  accessLog: string | null;
}

/** What the load balancer did; `null`: it could not be seen. */
export interface Reply {
  answer: string | null;
  /** What was sent and what came. */
  seen: string[];
}

/** One thing that AWS's documentation leaves open. */
export interface Question {
  /** The rule of `alb/README.md`. */
  rule: string;
  asks: string;
  /** What the stand-in does. */
  standIn: string;
  /** Somebody has to change the load balancer meanwhile. */
  needsChange: boolean;
  /** What it cannot be asked without. */
  needs?: "echo" | "accessLog";
  ask(means: Means): Promise<Reply>;
}
