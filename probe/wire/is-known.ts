import { parseRefusal } from "./engine-packets.ts";
import type { Exchange } from "./exchange.ts";

/** Whether the instance that answered knew the session; or somebody failed on the way, and nobody can say. */
export type Knowledge = "known" | "unknown" | "failed";

/** Statuses that say something of the path, the server's load or its rules, and nothing of the session. */
const NOT_ABOUT_THE_SESSION = new Set([401, 403, 407, 408, 413, 421, 425, 426, 429]);

export function isKnown({ status, error, body }: Exchange): Knowledge {
  if (status === null || error !== null) return "failed";
  if (status < 300) return "known";
  // Engine.IO's "Bad request": the session is there, over another transport.
  if (status === 400 && parseRefusal(body)?.code === 3) return "known";
  if (status >= 400 && status < 500 && !NOT_ABOUT_THE_SESSION.has(status)) return "unknown";
  return "failed";
}
