import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** Who this instance is. */
export interface Instance {
  /** INSTANCE, else this machine's hostname: what people take for the hostname that serves them. */
  name: string;
  /** Another one after every start. */
  bootId: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  status: "healthy" | "draining";
}

export function createInstance(name: string): Instance {
  return {
    name: name || hostname(),
    bootId: randomUUID(),
    startedAt: Date.now(),
    status: "healthy",
  };
}
