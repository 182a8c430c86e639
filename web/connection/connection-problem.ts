import type { ConnectionProblem } from "./connection.ts";

/** What Socket.IO's client tells of a failed attempt (`connect_error`) or an ended connection (`disconnect`). */
export interface ConnectionFailure {
  /** `connect_error`'s message, or the reason of a disconnect. */
  reason: string;
  /** The HTTP status, where there was one. */
  status: number | null;
  /** The body of that answer. */
  body: string | null;
}

/** Names a failure and says it in one line. The body tells Engine.IO's own 400 from anybody else's. */
export function connectionProblem({ reason, status, body }: ConnectionFailure): ConnectionProblem {
  const problem = (kind: ConnectionProblem["kind"], sentence: string) => ({ kind, status, sentence });
  const engine = engineError(body);

  if (status === 400 && engine?.code === 1) {
    return problem("unknown-session", "400 Session ID unknown: this request reached an instance without the session");
  }
  if (status === 403 && engine?.code === 4) {
    return problem("origin-refused", `The instance refuses this page's origin: ${engine.message}`);
  }
  if (status === 503) return problem("no-target", "503: the balancer has no instance to send this to");
  if (status === 502) return problem("bad-gateway", "502: the instance broke off, or none answered");
  if (status === 504) return problem("timeout", "504: the instance did not answer in time");
  if (status !== null && status >= 400) {
    return problem("http-error", `HTTP ${status}${engine ? `: ${engine.message}` : ""}`);
  }

  if (reason === "timeout") return problem("timeout", "No answer in time");
  if (reason === "ping timeout") return problem("ping-timeout", "Nothing was heard from the instance for too long");
  if (reason === "forced close") return problem("transport-lost", "This page dropped the connection");
  if (reason === "io server disconnect") return problem("closed-by-server", "The instance closed the session");
  if (reason === "transport close") return problem("transport-lost", "The connection was closed");
  if (reason === "transport error") return problem("transport-lost", "The connection broke");
  if (reason === "websocket error") return problem("unreachable", "The WebSocket could not be opened");
  if (reason.startsWith("xhr") || reason.startsWith("fetch")) return problem("unreachable", "Nothing answered");
  return problem("other", reason);
}

function engineError(body: string | null): { code: number; message: string } | null {
  if (!body?.startsWith("{")) return null;
  try {
    const { code, message } = JSON.parse(body) as { code?: unknown; message?: unknown };
    return typeof code === "number" && typeof message === "string" ? { code, message } : null;
  } catch {
    return null;
  }
}
