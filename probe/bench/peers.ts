import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findProgram } from "../../machine/processes/find-program.ts";
import { startHaproxy, startNginx } from "../proxies/start-proxy.ts";
import { putApart } from "./cores.ts";
import { startNode, type Server } from "./node-process.ts";
import { optionsOfNpmStart } from "./options-of-npm-start.ts";
import type { Measured } from "./row.ts";

export const HAPROXY = "HAProxy";
export const NGINX = "nginx";
export const BALANCER = "balancer";

/** A target, with all the proxies that this machine has in front of it, each a process of its own. */
export interface Proxies {
  servers: Server[];
  absent: Measured[];
  /** Ends everything. @returns how many lines the access log of the balancer has. */
  close(): Promise<number>;
}

export async function startProxies(): Promise<Proxies> {
  const closers: (() => Promise<unknown>)[] = [];
  const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-bench-"));
  const log = path.join(folder, "access.log");
  const close = async () => {
    for (const closer of closers.splice(0).toReversed()) await closer();
    const lines = await readFile(log, "utf8").catch(() => "");
    await rm(folder, { recursive: true, force: true });
    return lines.split("\n").length - 1;
  };
  try {
    const target = await startNode("the target", "target.ts", { apart: false });
    closers.push(target.close);
    const address = `127.0.0.1:${target.port}`;
    const servers: Server[] = [];
    const absent: Measured[] = [];
    const starts: [string, string, () => Promise<Omit<Server, "name">>][] = [
      [HAPROXY, "haproxy", () => startHaproxy((port) => haproxySections(port, address))],
      [NGINX, "nginx", () => startNginx((port) => nginxSections(port, address))],
    ];
    for (const [name, program, start] of starts) {
      if (findProgram(program)) {
        const server = await start();
        closers.push(server.close);
        putApart(server.pid);
        servers.push({ ...server, name });
      } else {
        absent.push({ contestant: name, values: [], absent: `${program} is not installed` });
      }
    }
    const balancer = await startNode(BALANCER, "balancer.ts", {
      args: [address, log],
      nodeOptions: optionsOfNpmStart(),
    });
    closers.push(balancer.close);
    return { servers: [...servers, balancer], absent, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function haproxySections(port: number, target: string): string {
  return `defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend in
  bind 127.0.0.1:${port}
  default_backend out
backend out
  server one ${target}`;
}

function nginxSections(port: number, target: string): string {
  return `map $http_upgrade $connection_upgrade { default upgrade; "" ""; }
upstream out { server ${target}; keepalive 64; }
server {
  listen 127.0.0.1:${port};
  keepalive_requests 100000000;
  location / {
    proxy_pass http://out;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header Host $http_host;
  }
}`;
}
