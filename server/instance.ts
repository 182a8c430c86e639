import { randomUUID } from "node:crypto";
import { hostname } from "node:os";

/** Who this instance is. */
export interface Instance {
  name: string;
  hostname: string;
  /** Another one after every start. */
  bootId: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  status: "healthy" | "draining";
}

export function createInstance(name: string): Instance {
  return {
    name: name || hostname(),
    hostname: hostname(),
    bootId: randomUUID(),
    startedAt: Date.now(),
    status: "healthy",
  };
}
