import type { LogEntry } from "./read-entry.ts";

export interface ConnectionCount {
  instance: string;
  /** Connected and not yet disconnected, by the instance's own lines. */
  open: number;
  opened: number;
  /** False: its start is no longer in the log, and so may be connections that are still open. */
  isWhole: boolean;
  /** Of its last line, milliseconds since 1970: a killed instance writes none about its connections. */
  lastAt: number;
}

/** Connections by instance, in the order of their names. An instance that starts has none, however the one before it ended. */
export function countConnections() {
  const instances = new Map<string, ConnectionCount & { clients: Set<string> }>();
  return {
    add({ instance, msg, time, client }: LogEntry): void {
      if (instance === "balancer") return;
      const count = instances.get(instance) ?? {
        instance,
        open: 0,
        opened: 0,
        isWhole: false,
        lastAt: time,
        clients: new Set(),
      };
      instances.set(instance, count);
      count.lastAt = time;
      if (msg === "listening") {
        count.clients.clear();
        count.opened = 0;
        count.isWhole = true;
      }
      if (msg === "connected") {
        count.clients.add(String(client));
        count.opened += 1;
      }
      if (msg === "disconnected") count.clients.delete(String(client));
    },
    all: (): ConnectionCount[] =>
      [...instances.values()]
        .map(({ clients, ...count }) => ({ ...count, open: clients.size }))
        .sort((a, b) => a.instance.localeCompare(b.instance, "en", { numeric: true })),
  };
}

export interface MessageCount {
  room: string;
  instance: string;
  messages: number;
}

/** Messages that each instance accepted, by room; a repeated id is not counted again. */
export function countMessages() {
  const counts = new Map<string, MessageCount>();
  return {
    add({ instance, msg, room, repeated }: LogEntry): void {
      if (msg !== "message" || repeated === true) return;
      const key = JSON.stringify([room, instance]);
      const count = counts.get(key) ?? { room: String(room), instance, messages: 0 };
      counts.set(key, { ...count, messages: count.messages + 1 });
    },
    all: (): MessageCount[] =>
      [...counts.values()].sort((a, b) => b.messages - a.messages || (a.instance < b.instance ? -1 : 1)),
  };
}
