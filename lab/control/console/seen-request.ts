import type { ConsoleRequest } from "../../../protocol/control/console.ts";

/** What the balancer tells of a request, at its answer: what the console shows of it is known here, but for the rest. */
export interface SeenRequest extends Omit<ConsoleRequest, "number" | "visitor" | "session" | "isUnknownSession"> {
  /** Who asks, by cookie or connection. */
  visitor: string;
  /** The address that it came from. */
  client: string;
  /** How the target was chosen, when no cookie did it. */
  algorithm: string;
}
