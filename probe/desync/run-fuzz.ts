import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { startBalancer } from "../../alb/balancer.ts";
import { findProgram } from "../../machine/processes/find-program.ts";
import { startHaproxy, startNginx } from "../proxies/start-proxy.ts";
import { takeCanonicalRequest, type CanonicalRequest } from "./canonical-request.ts";
import { startEchoServer } from "./echo-server.ts";
import { readElsewhere } from "./read-elsewhere.ts";
import { createRandom, twoRequests } from "./shapes.ts";

export interface FuzzOptions {
  shapes: number;
  seed: number;
  mode: "monitor" | "defensive" | "strictest";
  onProgress?: (line: string) => void;
}

export interface FuzzResult {
  shapes: number;
  seed: number;
  /** Requests that reached the target. */
  forwarded: number;
  /** How many of them differ in more than their trace id: each was given to each reader. */
  distinct: number;
  readers: string[];
  /** What was read otherwise, or could have been: empty when all is well. */
  differences: string[];
}

const LANES = 32;
const MAX_DIFFERENCES = 20;
const LAST = "GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

/**
 * Sends shapes of two pipelined requests through the load balancer, and holds what it forwards against other readers: a
 * grammar that allows one reading only, Node's strict server, and nginx and HAProxy where they are installed.
 */
export async function runFuzz({ shapes, seed, mode, onProgress = () => {} }: FuzzOptions): Promise<FuzzResult> {
  const differences: string[] = [];
  const note = (difference: string) => {
    if (differences.length < MAX_DIFFERENCES) differences.push(difference);
  };
  const distinct = new Map<string, CanonicalRequest>();
  let forwarded = 0;
  const target = await startTarget((request) => {
    forwarded += 1;
    distinct.set(request.raw.replace(/X-Amzn-Trace-Id: [^\r]*\r\n/, ""), request);
  }, note);
  const balancer = await startBalancer({
    shortDurations: true,
    loadBalancerAttributes: { "routing.http.desync_mitigation_mode": mode, "idle_timeout.timeout_seconds": "2" },
    healthCheck: { path: "/health", intervalSeconds: 300 },
  });
  try {
    const healthy = once(balancer.events, "event");
    balancer.registerTarget({ id: "target", address: "127.0.0.1", port: target.port });
    while (balancer.state().targets[0]!.health.state !== "healthy")
      await healthy.then(() => once(balancer.events, "event"));
    const random = createRandom(seed);
    await inLanes(shapes, async (index) => {
      await send(balancer.port, twoRequests(random) + LAST);
      if (index % 10_000 === 9_999) onProgress(`${index + 1} shapes, ${forwarded} requests forwarded`);
    });
  } finally {
    await balancer.close();
    await target.close();
  }

  const echo = await startEchoServer();
  const proxies = await startReaders(echo.port);
  const readers = [{ name: "Node's strict server", port: echo.port }, ...proxies];
  try {
    const requests = [...distinct.values()];
    onProgress(`${requests.length} distinct requests, to be read by ${readers.map(({ name }) => name).join(", ")}`);
    await inLanes(requests.length, async (index) => {
      const request = requests[index]!;
      for (const { name, port } of readers) {
        const difference = await readElsewhere(port, request);
        if (difference) note(`${name}: ${difference}: ${JSON.stringify(request.raw)}`);
      }
    });
    return {
      shapes,
      seed,
      forwarded,
      distinct: requests.length,
      readers: readers.map(({ name }) => name),
      differences,
    };
  } finally {
    for (const proxy of proxies) await proxy.close();
    await echo.close();
  }
}

async function startReaders(echoPort: number) {
  const readers: { name: string; port: number; close(): Promise<void> }[] = [];
  if (findProgram("nginx")) {
    const nginx = await startNginx(
      (
        port,
      ) => `server { listen 127.0.0.1:${port}; ignore_invalid_headers off; underscores_in_headers on; client_body_timeout 5s; client_header_timeout 5s;
        location / { proxy_pass http://127.0.0.1:${echoPort}; proxy_http_version 1.1; } }`,
    );
    readers.push({ name: "nginx", ...nginx });
  }
  if (findProgram("haproxy")) {
    const haproxy = await startHaproxy(
      (port) =>
        `defaults\n  mode http\n  timeout connect 5s\n  timeout client 5s\n  timeout server 5s\nfrontend f\n  bind 127.0.0.1:${port}\n  default_backend b\nbackend b\n  server s 127.0.0.1:${echoPort}\n`,
    );
    readers.push({ name: "HAProxy", ...haproxy });
  }
  return readers;
}

/** A target that answers what allows one reading only, and notes everything else. */
async function startTarget(onRequest: (request: CanonicalRequest) => void, note: (difference: string) => void) {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    let text = "";
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      try {
        for (let request = takeCanonicalRequest(text); request; request = takeCanonicalRequest(text)) {
          text = text.slice(request.raw.length);
          if (request.target !== "/health" && request.target !== "/last") onRequest(request);
          socket.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          if (text !== "" && !text.startsWith("GET /"))
            note(`bytes behind a request that has no answer yet: ${JSON.stringify(text)}`);
        }
      } catch (error) {
        note(`forwarded ${(error as Error).message}, in ${JSON.stringify(text)}`);
        socket.destroy();
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Sends bytes, and waits for the end of the connection. */
function send(port: number, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.on("error", () => {});
    socket.resume();
    socket.once("close", () => resolve());
    socket.write(bytes, "latin1");
  });
}

async function inLanes(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
