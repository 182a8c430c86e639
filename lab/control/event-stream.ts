import type { Request, Response } from "express";
import type { BalancerEvent } from "../../alb/balancer.ts";
import type { Announcements, OrderedEvent, ProcessChange } from "../../protocol/control/events.ts";

/** Most listeners at once; a page has one. */
const MAX_STREAMS = 64;
/** How many past events a listener that comes back can still be given. */
const REPLAYED_EVENTS = 1_000;
/** A listener that lets more than this pile up is dropped; it comes back and is given what it missed. */
const MAX_BACKLOG_BYTES = 1 << 20;
const KEEP_ALIVE_MS = 15_000;

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
  const past: OrderedEvent[] = [];
  let sequence = 0;
  const streams = new Set<Response>();

  const onEvent = (happened: Omit<OrderedEvent, "sequence">) => {
    // Every event of the balancer's keeps its place; those of the instances come between them.
    const event = { ...happened, sequence: (sequence += 1) } as OrderedEvent;
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
    /** What happened to an instance's process, in the order of all that happens. */
    process(change: ProcessChange): void {
      onEvent({ at: Date.now(), type: "process", ...change });
    },
    /** News of what can be asked for at any time: it has no place in the order and is not told again. */
    announce<N extends keyof Announcements>(name: N, data: Announcements[N]): void {
      const text = `event: ${name}\ndata: ${JSON.stringify({ type: name, ...data })}\n\n`;
      for (const stream of streams) send(stream, text);
    },
    close(): void {
      clearInterval(keepAlive);
      source.off("event", onBalancerEvent);
      for (const stream of streams) stream.destroy();
      streams.clear();
    },
  };
}

function format(event: OrderedEvent): string {
  return `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

function send(stream: Response, text: string): void {
  stream.write(text);
  if (stream.writableLength > MAX_BACKLOG_BYTES) stream.destroy();
}
