import type { LogEntry } from "./read-entry.ts";

export interface Selection {
  client: string | null;
  room: string | null;
  errors: boolean;
}

/**
 * Chooses entries. What belongs to a client is learnt from its `connected` line: its Engine.IO session, and with it the
 * lines before, and the requests of that session at the balancer. So all entries are to be learnt from before the first
 * one is asked for; in what is followed later a session may begin a few lines before its client is known.
 */
export function selectEntries({ client, room, errors }: Selection) {
  const sessions = new Set<string>();
  const traces = new Set<string>();

  function isOfClient(entry: LogEntry): boolean {
    if (entry["client"] === client) return true;
    const session = entry["session"] ?? entry["sid"] ?? sessionOfRequest(entry["request"]);
    if (typeof session === "string" && sessions.has(session)) return true;
    const { traceId } = entry;
    return entry.instance === "balancer" && typeof traceId === "string" && traces.has(traceId);
  }

  return {
    learn(entry: LogEntry): void {
      if (client === null || entry["client"] !== client) return;
      if (typeof entry["session"] === "string") sessions.add(entry["session"]);
      if (typeof entry["traceId"] === "string") traces.add(entry["traceId"]);
    },
    isWanted(entry: LogEntry): boolean {
      if (client !== null && !isOfClient(entry)) return false;
      if (room !== null && entry["room"] !== room) return false;
      return !errors || entry.level >= 40;
    },
  };
}

/** The Engine.IO session that a request of the access log names. */
function sessionOfRequest(request: unknown): string | undefined {
  return typeof request === "string" ? /[?&]sid=([^&\s]+)/.exec(request)?.[1] : undefined;
}
