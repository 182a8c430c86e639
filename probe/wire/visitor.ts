import http from "node:http";
import https from "node:https";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import { createBrowserJar, type BrowserJar } from "./browser-jar.ts";

export interface VisitorOptions {
  hasJar?: boolean;
  /** A browser that keeps but this cookie. */
  onlyCookie?: string;
  /** Each request on a connection of its own, or all on one that is kept. */
  connection?: "fresh" | "kept";
  /** The source address to come from. */
  localAddress?: string;
  /** The address to ask, of those that the endpoint's name has. */
  remoteAddress?: string;
}

/** One who asks. */
export interface Visitor {
  jar: BrowserJar | null;
  /** Null: each request opens a connection. */
  agent: http.Agent | null;
  localAddress: string | null;
  remoteAddress: string | null;
  /** Ends the kept connection. */
  leave(): void;
}

export function createVisitor(url: URL, options: VisitorOptions = {}): Visitor {
  const { hasJar = false, onlyCookie, connection = "fresh", localAddress = null, remoteAddress = null } = options;
  const agent = connection === "kept" ? keptConnection(url) : proxyAgent(url);
  return {
    jar: hasJar ? createBrowserJar(onlyCookie === undefined ? {} : { only: onlyCookie }) : null,
    agent,
    localAddress,
    remoteAddress,
    leave: () => agent?.destroy(),
  };
}

function keptConnection(url: URL): http.Agent {
  const options = { keepAlive: true, maxSockets: 1 };
  return proxyAgent(url, options) ?? new (url.protocol === "https:" ? https : http).Agent(options);
}

/** The way through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for this URL; null without one. */
export function proxyAgent(url: URL, options: http.AgentOptions = {}): http.Agent | null {
  const proxy = getProxyForUrl(url.href);
  return proxy === "" ? null : new HttpsProxyAgent(proxy, options);
}
