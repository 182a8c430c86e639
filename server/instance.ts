import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";

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

/** Of the package that this file belongs to, built or not. */
export function packageVersion(folder: string = import.meta.dirname): string {
  try {
    return (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string }).version;
  } catch (error) {
    if (folder === path.dirname(folder)) throw error;
    return packageVersion(path.dirname(folder));
  }
}
