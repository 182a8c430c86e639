import type { ConsoleRequest, CookieVerdict } from "../../../protocol/control/console.ts";

/** What the balancer tells of a request, at its answer. */
export interface SeenRequest {
  at: number;
  /** Who asks, by cookie or connection. */
  visitor: string;
  /** The address that it came from. */
  client: string;
  cookie: CookieVerdict;
  named: ConsoleRequest["named"];
  method: string;
  path: string;
  target: string | null;
  /** The target's group, when it is another one than the application's. */
  group: string | null;
  status: number;
  ms: number;
  reason: string | null;
  /** How the target was chosen, when no cookie did it. */
  algorithm: string;
}
