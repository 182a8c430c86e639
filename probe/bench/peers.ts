import { findProgram } from "../proxies/find-program.ts";
import { startHaproxy as startHaproxyWith, startNginx as startNginxWith, type Proxy } from "../proxies/start-proxy.ts";

/** Another proxy in front of the same instance. */
export interface Peer extends Proxy {
  name: string;
}

/** Null when HAProxy is not installed. */
export async function startHaproxy(targetUrl: string): Promise<Peer | null> {
  if (!findProgram("haproxy")) return null;
  const proxy = await startHaproxyWith(
    (port) => `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend in
  bind 127.0.0.1:${port}
  default_backend out
backend out
  server one ${new URL(targetUrl).host}`,
  );
  return { name: "HAProxy, 1 thread", ...proxy };
}

/** Null when nginx is not installed. */
export async function startNginx(targetUrl: string): Promise<Peer | null> {
  if (!findProgram("nginx")) return null;
  const proxy = await startNginxWith(
    (port) => `upstream out { server ${new URL(targetUrl).host}; keepalive 64; }
server {
  listen 127.0.0.1:${port};
  keepalive_requests 1000000;
  location / { proxy_pass http://out; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host; }
}`,
  );
  return { name: "nginx, 1 worker", ...proxy };
}
