import type { Request, Response } from "express";
import type { BalancerEvent } from "../../../alb/balancer.ts";
import type { ConsoleFrame, ConsoleRequest, ConsoleSession, CookieVerdict } from "../../../protocol/control/console.ts";
import type { SeenRequest } from "./seen-request.ts";
import { createSessionLedger, LEDGER_LIMITS, type LedgerLimits } from "./session-ledger.ts";

export interface ConsoleFeedLimits {
  /** So often the streams are told, at most. */
  frameMs: number;
  /** Of one frame: requests, and as many again of those that failed; sessions, and as many again that a target did not know. */
  rows: number;
  sessions: number;
  /** Requests that a new stream is told of. */
  keptRows: number;
  streams: number;
  /** A stream that lets more than this pile up is dropped; it comes back. */
  backlogBytes: number;
  ledger: LedgerLimits;
}

const LIMITS: ConsoleFeedLimits = {
  frameMs: 250,
  rows: 40,
  sessions: 40,
  keptRows: 200,
  streams: 16,
  backlogBytes: 1 << 20,
  ledger: LEDGER_LIMITS,
};

interface Source {
  on(name: "event", listener: (event: BalancerEvent) => void): unknown;
  off(name: "event", listener: (event: BalancerEvent) => void): unknown;
}

/**
 * What the console is told: each request is judged, and frames tell of some. A frame costs the same at any load; what it
 * leaves out, it counts. A session that a target did not know is told before others.
 */
export function createConsoleFeed(source: Source, application: string, limits: ConsoleFeedLimits = LIMITS) {
  const ledger = createSessionLedger(limits.ledger);
  const streams = new Set<Response>();
  const kept: ConsoleRequest[] = [];
  let plain: ConsoleRequest[] = [];
  let failed: ConsoleRequest[] = [];
  let requestsLeftOut = 0;
  const changed = new Map<string, ConsoleSession>();
  const troubled = new Map<string, ConsoleSession>();
  let sessionsLeftOut = 0;
  let isStateChanged = false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function takeRequest(request: SeenRequest): void {
    const { row, session } = ledger.take(request);
    const rows = row.isUnknownSession || row.status >= 500 ? failed : plain;
    if (rows.length < limits.rows) {
      rows.push(row);
      kept.push(row);
      // Trimmed in batches, so that a row costs the same however many are kept.
      if (kept.length > limits.keptRows * 2) kept.splice(0, kept.length - limits.keptRows);
    } else requestsLeftOut += 1;
    if (session) change(session);
  }

  function change(session: ConsoleSession): void {
    const among = session.unknown ? troubled : changed;
    if (session.unknown) changed.delete(session.id);
    if (among.size >= limits.sessions && !among.has(session.id)) sessionsLeftOut += 1;
    else among.set(session.id, session);
  }

  function frame(): ConsoleFrame {
    const told: ConsoleFrame = {
      requests: [...plain, ...failed].sort((a, b) => a.number - b.number),
      requestsLeftOut,
      sessions: [...troubled.values(), ...changed.values()],
      sessionsLeftOut,
      totals: ledger.totals(),
      isStateChanged,
    };
    plain = [];
    failed = [];
    requestsLeftOut = 0;
    sessionsLeftOut = 0;
    changed.clear();
    troubled.clear();
    isStateChanged = false;
    return told;
  }

  /** Where nobody looks, a frame is only begun again. */
  const later = () => {
    timer ??= setTimeout(() => {
      timer = null;
      const text = format(frame());
      for (const stream of streams) send(stream, text);
    }, limits.frameMs);
    timer.unref();
  };

  function send(stream: Response, text: string): void {
    stream.write(text);
    if (stream.writableLength > limits.backlogBytes) stream.destroy();
  }

  const onEvent = (event: BalancerEvent) => {
    const { type } = event;
    if (type === "request" || type === "upgrade") takeRequest(seen(event, application));
    // Of a request that had a target, `request` tells too.
    else if (type === "elb-error") {
      if (event["targetId"] !== null) return;
      takeRequest(seen({ ...event, status: event["code"] }, application));
    } else if (type === "tunnel-closed") {
      const session = ledger.closed(event["path"] as string);
      if (!session) return;
      change(session);
    } else isStateChanged = true;
    later();
  };
  source.on("event", onEvent);

  return {
    /** Answers a request with frames from now on, after one with what is still known. */
    open(_request: Request, response: Response): void {
      if (streams.size >= limits.streams) {
        response.status(503).json({ error: { message: `at most ${limits.streams} consoles at once` } });
        return;
      }
      response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
      response.write("retry: 1000\n\n");
      // What waits for the next frame is in this one, and told to the other streams as well.
      const first: ConsoleFrame = {
        requests: kept.slice(-limits.keptRows),
        requestsLeftOut: 0,
        sessions: ledger.sessions(),
        sessionsLeftOut: 0,
        totals: ledger.totals(),
        isStateChanged: true,
      };
      send(response, format(first));
      streams.add(response);
      response.on("close", () => streams.delete(response));
      response.on("error", () => streams.delete(response));
    },
    totals: () => ledger.totals(),
    /** What is not the balancer's: a process has ended, for instance. */
    stateChanged(): void {
      isStateChanged = true;
      later();
    },
    close(): void {
      source.off("event", onEvent);
      if (timer !== null) clearTimeout(timer);
      for (const stream of streams) stream.destroy();
      streams.clear();
    },
  };
}

function format(frame: ConsoleFrame): string {
  return `event: frame\ndata: ${JSON.stringify(frame)}\n\n`;
}

function seen(event: Record<string, unknown> & { at: number }, application: string): SeenRequest {
  const group = event["targetGroup"] as string | null;
  return {
    at: event.at,
    visitor: event["visitor"] as string,
    client: event["client"] as string,
    cookie: (event["sticky"] ?? "none") as CookieVerdict,
    named: event["named"] as SeenRequest["named"],
    method: event["method"] as string,
    path: event["path"] as string,
    target: event["targetId"] as string | null,
    group: group === application ? null : group,
    status: event["status"] as number,
    ms: event["ms"] as number,
    reason: (event["reason"] ?? null) as string | null,
    algorithm: (event["chosenBecause"] ?? "the balancer") as string,
  };
}
