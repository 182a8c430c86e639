import type { Request, Response } from "express";
import type { BalancerEvent } from "../../alb/balancer.ts";

/** Most listeners at once; a page has one. */
const MAX_STREAMS = 64;
/** How many past events a listener that comes back can still be given. */
const REPLAYED_EVENTS = 1_000;
/** A listener that lets more than this pile up is dropped; it comes back and is given what it missed. */
const MAX_BACKLOG_BYTES = 1 << 20;
const KEEP_ALIVE_MS = 15_000;

/** What happened, in one order with all else: `sequence` grows by one. */
interface LabEvent {
  at: number;
  sequence: number;
  type: string;
  [detail: string]: unknown;
}

/**
 * Server-sent events: everything that happens at the balancer and to the instances, in order. Of targets it tells what
 * happens to them in one group: each is in the others too, and would be told of twice.
 * @param application that group.
 */
export function createEventStream(
  source: {
    on(name: "event", listener: (event: BalancerEvent) => void): unknown;
    off(name: "event", listener: (event: BalancerEvent) => void): unknown;
  },
  application: string,
) {
  const past: LabEvent[] = [];
  let sequence = 0;
  const streams = new Set<Response>();

  const onEvent = (happened: Omit<LabEvent, "sequence">) => {
    // Every event of the balancer's keeps its place; those of the instances come between them.
    const event = { ...happened, sequence: (sequence += 1) } as LabEvent;
    past.push(event);
    // Trimmed in batches, so that an event costs the same however many are kept.
    if (past.length > REPLAYED_EVENTS * 2) past.splice(0, past.length - REPLAYED_EVENTS);
    if (streams.size === 0) return;
    const text = format(event);
    for (const stream of streams) send(stream, text);
  };
  const onBalancerEvent = (event: BalancerEvent) => {
    if (event.type.startsWith("target-") && event["targetGroup"] !== application) return;
    onEvent(event);
  };
  source.on("event", onBalancerEvent);
  const keepAlive = setInterval(() => {
    for (const stream of streams) send(stream, ":\n\n");
  }, KEEP_ALIVE_MS);
  keepAlive.unref();

  return {
    /** Answers a request with the events from now on, after those that follow its `Last-Event-ID`. */
    open(request: Request, response: Response): void {
      if (streams.size >= MAX_STREAMS) {
        response.status(503).json({ error: { message: `at most ${MAX_STREAMS} event streams at once` } });
        return;
      }
      response.set({ "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no" });
      response.write("retry: 1000\n\n");
      const last = Number(request.get("Last-Event-ID") ?? Number.NaN);
      if (Number.isSafeInteger(last))
        for (const event of past) if (event.sequence > last) send(response, format(event));
      streams.add(response);
      response.on("close", () => streams.delete(response));
      response.on("error", () => streams.delete(response));
    },
    /** Something that happened elsewhere than at the balancer. */
    record(type: string, detail: object): void {
      onEvent({ at: Date.now(), type, ...detail });
    },
    /** News of what can be asked for at any time: it has no place in the order and is not told again. */
    announce(name: string, data: object): void {
      for (const stream of streams) send(stream, `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    close(): void {
      clearInterval(keepAlive);
      source.off("event", onBalancerEvent);
      for (const stream of streams) stream.destroy();
      streams.clear();
    },
  };
}

function format(event: LabEvent): string {
  return `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function send(stream: Response, text: string): void {
  stream.write(text);
  if (stream.writableLength > MAX_BACKLOG_BYTES) stream.destroy();
}
