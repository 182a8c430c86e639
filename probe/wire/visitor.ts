import http from "node:http";
import https from "node:https";
import { createBrowserJar, type BrowserJar } from "./browser-jar.ts";

export interface VisitorOptions {
  hasJar?: boolean;
  /** A browser that keeps but this cookie. */
  onlyCookie?: string;
  /** Each request on a connection of its own, or all on one that is kept. */
  connection?: "fresh" | "kept";
  /** The source address to come from. */
  localAddress?: string;
}

/** One who asks. */
export interface Visitor {
  jar: BrowserJar | null;
  /** Null: each request opens a connection. */
  agent: http.Agent | null;
  localAddress: string | null;
  /** Ends the kept connection. */
  leave(): void;
}

export function createVisitor(url: URL, options: VisitorOptions = {}): Visitor {
  const { hasJar = false, onlyCookie, connection = "fresh", localAddress = null } = options;
  const agent = connection === "kept" ? keptConnection(url) : null;
  return {
    jar: hasJar ? createBrowserJar(onlyCookie === undefined ? {} : { only: onlyCookie }) : null,
    agent,
    localAddress,
    leave: () => agent?.destroy(),
  };
}

function keptConnection({ protocol }: URL): http.Agent {
  return new (protocol === "https:" ? https : http).Agent({ keepAlive: true, maxSockets: 1 });
}
