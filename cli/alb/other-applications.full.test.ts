import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import express from "express";
import { Server } from "socket.io";
import { WebSocket, WebSocketServer } from "ws";
import { startChild, type Child } from "../../machine/processes/start-child.ts";
import { createBrowser } from "../../people/browser.ts";
import { findGunicorn } from "../../probe/proxies/find-gunicorn.ts";
import { startGunicorn } from "../../probe/proxies/start-proxy.ts";

// Two copies of each kind of application behind one `alb --config`: a listener and a target group for each kind.

const ROOT = path.resolve(import.meta.dirname, "../..");
const SERVERS = path.join(ROOT, "probe/doctor/fixtures/servers");
const PYTHON = `import socketio
app = socketio.WSGIApp(socketio.Server(async_mode="threading"))
`;
const hasGunicorn = findGunicorn() !== null;
const gunicornOrNot = hasGunicorn ? "" : " (skipped: gunicorn with python-socketio is missing)";

const closers: (() => unknown)[] = [];
const urls = new Map<string, string>();
let alb: Child;

async function listening(server: HttpServer): Promise<number> {
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  if (!server.listening) await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** One of the programs there; it prints its port. */
async function program(file: string, env: Record<string, string> = {}): Promise<number> {
  const child = startChild(process.execPath, [path.join(SERVERS, file)], { env: { ...process.env, ...env } });
  closers.push(child.kill);
  return child.ready((line) => Number(line) || null, 60_000, "listen");
}

async function bareWebSockets(name: string): Promise<number> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => socket.on("message", () => socket.send(name)));
  closers.push(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

function socketIo(): Promise<number> {
  const server = createServer();
  const io = new Server(server);
  closers.push(() => io.close());
  return listening(server);
}

async function python(): Promise<number> {
  const { port, close } = await startGunicorn(PYTHON, 1, ["--worker-class", "gthread", "--threads", "20"]);
  closers.push(close);
  return port;
}

const KINDS: Record<string, { start: (name: string) => Promise<number>; check?: { path?: string; matcher?: string } }> =
  {
    session: { start: () => program("session.mjs") },
    ws: { start: bareWebSockets, check: { matcher: "426" } },
    "socket-io-2": { start: () => program("old.mjs", { VERSION: "2" }), check: { matcher: "404" } },
    "socket-io-4": { start: socketIo, check: { path: "/socket.io/?EIO=4&transport=polling" } },
    static: {
      start: () => listening(createServer(express().use(express.static(path.join(ROOT, "examples"))))),
      check: { path: "/alb-config.json" },
    },
    ...(hasGunicorn && { python: { start: python, check: { path: "/socket.io/?EIO=4&transport=polling" } } }),
  };

beforeAll(async () => {
  const groups = await Promise.all(
    Object.entries(KINDS).map(async ([name, { start, check }]) => ({
      TargetGroupName: name,
      TargetGroupAttributes: { "stickiness.enabled": "true" },
      HealthCheckPath: check?.path ?? "/",
      Matcher: { HttpCode: check?.matcher ?? "200" },
      Targets: (await Promise.all(["a", "b"].map(start))).map((Port) => ({ Id: "127.0.0.1", Port })),
    })),
  );
  const config = {
    Listeners: groups.map(({ TargetGroupName }) => ({
      Port: 0,
      DefaultActions: [{ Type: "forward", TargetGroupArn: TargetGroupName }],
    })),
    TargetGroups: groups,
  };
  const folder = mkdtempSync(path.join(tmpdir(), "alb-test-"));
  closers.push(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "alb.json");
  writeFileSync(file, JSON.stringify(config));
  const entry = [path.join(ROOT, "tooling/bootstrap/run-entry.js"), "cli/alb/main.ts"];
  const options = ["--config", file, "--control-port=0", "--https", "--https-port=0"];
  alb = startChild(process.execPath, [...entry, ...options], { name: "alb", keptLines: 50 });
  closers.push(alb.kill);
  const served = await alb.ready(
    (line) => /^ready (.*) \(control API /.exec(line)?.[1]?.split(" and ") ?? null,
    120_000,
  );
  for (const [index, name] of [...Object.keys(KINDS), "https"].entries()) urls.set(name, served[index]!);
}, 180_000);
afterAll(async () => {
  await Promise.allSettled(closers.toReversed().map(async (close) => close()));
});

it("keeps Express sessions, which are in one process", async () => {
  const browser = createBrowser({ origin: urls.get("session")! });
  const ids = new Set<string>();
  // Another copy does not know the session, and begins another one.
  for (let asked = 0; asked < 4; asked += 1) ids.add((await browser.get("/")).body);
  expect(ids.size).toBe(1);
});

it("lets a bare WebSocket server be, which answers 426 to anything else, and brings a browser back to its copy", async () => {
  const url = urls.get("ws")!;
  expect((await fetch(url)).status).toBe(426);
  const names = new Set<string>();
  let cookie = "";
  for (let turn = 0; turn < 4; turn += 1) {
    const socket = new WebSocket(url.replace("http", "ws"), { headers: cookie ? { cookie } : {} });
    socket.on("upgrade", ({ headers }) => {
      cookie = headers["set-cookie"]!.map((line) => line.split(";")[0]).join("; ");
    });
    await once(socket, "open");
    socket.send("who");
    const [data] = (await once(socket, "message")) as [Buffer];
    names.add(data.toString());
    socket.terminate();
  }
  expect(names.size).toBe(1);
});

it.for([
  // In version 2 the client sends the heartbeats, and each packet has its length before it.
  { name: "socket-io-2", protocol: 3, packet: "1:2", answer: "1:3", missing: false },
  { name: "socket-io-4", protocol: 4, packet: "40", answer: "40{", missing: false },
  { name: `python${gunicornOrNot}`, protocol: 4, packet: "40", answer: "40{", missing: !hasGunicorn },
])("keeps polling sessions of $name", async ({ name, protocol, packet, answer, missing }, { skip }) => {
  if (missing) return skip();
  const origin = urls.get(name)!;
  const visit = async (cookie: string, method: string, sid = "") => {
    const where = `${origin}/socket.io/?EIO=${protocol}&transport=polling${sid && `&sid=${sid}`}`;
    const headers = { cookie, ...(method === "POST" && { "content-type": "text/plain;charset=UTF-8" }) };
    const got = await fetch(where, { method, headers, ...(method === "POST" && { body: packet }) });
    const cookies = got.headers
      .getSetCookie()
      .map((line) => line.split(";")[0])
      .join("; ");
    return { told: [got.status, await got.text()] as const, cookies };
  };
  for (let person = 0; person < 3; person += 1) {
    const opened = await visit("", "GET");
    const [sid = ""] = /(?<="sid":")[^"]+/i.exec(opened.told[1]) ?? [];
    expect(sid).not.toBe("");
    expect((await visit(opened.cookies, "POST", sid)).told).toEqual([200, expect.stringMatching(/^ok$/i)]);
    expect((await visit(opened.cookies, "GET", sid)).told).toEqual([200, expect.stringContaining(answer)]);
  }
});

it("passes what a static server says: validators, ranges, and what is not there", async () => {
  const file = `${urls.get("static")!}/alb-config.json`;
  const whole = await fetch(file);
  const etag = whole.headers.get("etag")!;
  expect(((await whole.json()) as { Listeners: unknown[] }).Listeners).toHaveLength(1);
  expect((await fetch(file, { headers: { "if-none-match": etag, "cache-control": "max-age=0" } })).status).toBe(304);
  const part = await fetch(file, { headers: { range: "bytes=0-0" } });
  expect([part.status, await part.text()]).toEqual([206, "{"]);
  expect((await fetch(file, { method: "HEAD" })).headers.get("content-length")).toBe(
    whole.headers.get("content-length"),
  );
  expect((await fetch(`${file}x`)).status).toBe(404);
});

it("serves the first target group of a configuration by HTTPS, too", async () => {
  const asked = request(urls.get("https")!, { rejectUnauthorized: false }).end();
  const [answer] = (await once(asked, "response")) as [import("node:http").IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["set-cookie"]!.map((line) => line.split("=")[0])).toEqual(
    expect.arrayContaining(["AWSALB", "connect.sid"]),
  );
});

it("ends on Ctrl-C", async () => {
  alb.signal("SIGINT");
  expect(await alb.ended).toMatchObject({ code: 0 });
});
