import { EventEmitter } from "node:events";

/** Something that happened, in order: `sequence` grows by one. */
export interface BalancerEvent {
  /** Milliseconds since 1970. */
  at: number;
  sequence: number;
  type:
    | "target-registered"
    | "target-deregistered"
    | "target-health"
    | "attributes-modified"
    | "health-check-modified"
    | "rules-modified"
    | "request"
    | "upgrade"
    | "tunnel-closed"
    | "elb-error";
  [detail: string]: unknown;
}

export interface BalancerEvents {
  on(name: "event", listener: (event: BalancerEvent) => void): unknown;
  off(name: "event", listener: (event: BalancerEvent) => void): unknown;
}

/** A listener that throws hurts nobody else: neither the other listeners nor the traffic. */
export function createEvents(now: () => number) {
  const emitter = new EventEmitter().setMaxListeners(0);
  let sequence = 0;
  return {
    emitter: emitter as EventEmitter & BalancerEvents,
    /** @param detail becomes the event; made only when somebody listens. */
    emit(type: BalancerEvent["type"], detail: () => Record<string, unknown>): void {
      sequence += 1;
      if (emitter.listenerCount("event") === 0) return;
      const event = detail() as BalancerEvent;
      event.at = now();
      event.sequence = sequence;
      event.type = type;
      for (const listener of emitter.rawListeners("event") as ((event: BalancerEvent) => void)[]) {
        try {
          listener.call(emitter, event);
        } catch (error) {
          queueMicrotask(() => process.emitWarning(error as Error));
        }
      }
    },
  };
}

export type Emit = ReturnType<typeof createEvents>["emit"];
