import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { findGunicorn } from "../proxies/find-gunicorn.ts";
import { findProgram } from "../../machine/processes/find-program.ts";
import { startGunicorn } from "../proxies/start-proxy.ts";
import { freePort } from "../../machine/ports.ts";
import { backendsFor, behindHaproxy, behindNginx, HAPROXY_COOKIE } from "./fixtures/behind-proxy.ts";
import { closeAfterTest } from "./fixtures/close-after-test.ts";
import { diagnoseUrl } from "./fixtures/diagnose-url.ts";
import { startOldServer } from "./fixtures/start-old-server.ts";
import { startPm2 } from "./fixtures/start-pm2.ts";
import { startWorkers } from "./fixtures/start-workers.ts";
import { snippetOf } from "./fixtures/use-snippet.ts";

/** What a client meets now and then where a machine is busy, and with it the primary of @socket.io/sticky. */
const OF_A_BUSY_PRIMARY: ReadonlySet<string> = new Set(["known-late", "upgrade-unanswered"]);

const direct = ([backend]: readonly { port: number }[]) => `http://127.0.0.1:${backend!.port}`;

describe("servers that the doctor must not disturb", () => {
  it("an application that takes every namespace", async () => {
    const backends = await backendsFor(1);
    const joined: string[] = [];
    backends[0]!.io.of(/^\/.+$/).on("connection", (socket) => joined.push(socket.nsp.name));
    const { summary, complaints } = await diagnoseUrl(direct(backends));
    expect(complaints).toEqual([]);
    expect(summary.verdict).toBe("healthy");
    expect(new Set(joined)).toEqual(new Set(["/sticky-rooms-doctor"]));
  });

  it("an application that throws out who joins what it does not know", async () => {
    const backends = await backendsFor(1);
    backends[0]!.io.of(/^\/.+$/).on("connection", ({ conn }) => conn.close(true));
    const { summary, complaints, find } = await diagnoseUrl(direct(backends));
    expect(complaints).toEqual([]);
    expect(summary.verdict).toBe("healthy");
    expect(find("asking-ends-sessions")).toMatchObject({ verdict: "not measured" });
  });

  it.each([
    { what: "a middleware that wants a login", options: {}, use: true },
    { what: "state recovery", options: { connectionStateRecovery: {} } },
    { what: "a ping each second", options: { pingInterval: 1000, pingTimeout: 1000 } },
    { what: "clients of Socket.IO 2 let in", options: { allowEIO3: true } },
    { what: "WebSocket only", options: { transports: ["websocket" as const] } },
  ])("$what", async ({ options, use }) => {
    const backends = await backendsFor(1, options);
    if (use) backends[0]!.io.use((_socket, next) => next(new Error("who are you?")));
    const { summary, complaints } = await diagnoseUrl(direct(backends));
    expect(complaints).toEqual([]);
    expect(summary.verdict).toBe("healthy");
  });

  it.each([2, 3] as const)("Socket.IO %i", async (version) => {
    const { summary, complaints, find } = await diagnoseUrl(direct([await startOldServer(version)]));
    expect(complaints).toEqual([]);
    expect(summary.verdict).toBe("healthy");
    expect(find("handshake")?.title).toContain(version === 2 ? "Engine.IO 3 answers" : "Engine.IO 4 answers");
  });

  it("dynamic namespaces that a middleware guards", async () => {
    const backends = await backendsFor(1);
    backends[0]!.io.of(/^\/room-\d+$/).use((_socket, next) => next(new Error("who are you?")));
    const { summary, complaints } = await diagnoseUrl(direct(backends));
    expect(complaints).toEqual([]);
    expect(summary.verdict).toBe("healthy");
  });

  it("a prefix before the path, with and without the last slash", async () => {
    const backends = await backendsFor(1, { path: "/app/socket.io/" });
    for (const end of ["", "/"]) {
      const { summary } = await diagnoseUrl(`${direct(backends)}/app/socket.io${end}`);
      expect(summary.verdict).toBe("healthy");
    }
  });
});

it("two servers on one HTTP server, which end at the first WebSocket", async () => {
  const port = await freePort();
  const program = `import { createServer } from "node:http"; import { Server } from "socket.io";
    const http = createServer(); new Server(http); new Server(http);
    http.listen(${port}, "127.0.0.1", () => console.log("ready"));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "close");
  closeAfterTest({
    close: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  });
  await once(createInterface({ input: child.stdout }), "line");
  const { summary, complaints, findings } = await diagnoseUrl(`http://127.0.0.1:${port}`);
  expect(summary).toMatchObject({
    verdict: "problem",
    headline: "The endpoint stopped answering when a WebSocket was asked for",
  });
  expect(complaints).toEqual(["went-away-later"]);
  expect(findings.map(({ id }) => id)).not.toContain("one-instance");
});

describe("workers of Node's cluster", () => {
  it("behind @socket.io/sticky are healthy", async () => {
    const { port } = await startWorkers(3, { isSticky: true });
    const { summary, complaints } = await diagnoseUrl(`http://127.0.0.1:${port}`);
    expect(complaints.filter((id) => !OF_A_BUSY_PRIMARY.has(id))).toEqual([]);
    expect(summary).toMatchObject({
      verdict: "healthy",
      affinity: "by session id",
      instances: "more than 1 instance answers",
    });
  });

  it("without it have no affinity, and are told of it", async () => {
    const { port } = await startWorkers(3, { isSticky: false });
    const { complaints, find } = await diagnoseUrl(`http://127.0.0.1:${port}`);
    expect(complaints).toHaveLength(1);
    const { advice } = find(complaints[0]!)!;
    expect(advice.join("\n")).toContain("@socket.io/sticky");
    // What it says to write is what the workers of the test before have, and hold by.
    const program = readFileSync(path.join(import.meta.dirname, "fixtures/servers/workers.mjs"), "utf8");
    const lines = snippetOf({ advice }).split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(program).toContain(line.replace(/ +\/\/.*$/, ""));
  });

  it.skipIf(!findProgram("nginx"))(
    "behind nginx that shares its connections are lost side by side (Debian package nginx-light)",
    async () => {
      const workers = await startWorkers(3, { isSticky: true });
      const url = await behindNginx([workers], {
        // Its map says no Connection where there is nothing to upgrade, so that connections are kept.
        upstream: "keepalive 16;",
      });
      // As people run it: at 20 requests a second one after the other, nothing would be side by side.
      const { summary, find } = await diagnoseUrl(url, { rate: 20 });
      expect(summary).toMatchObject({ verdict: "problem" });
      // On a connection that a worker has closed the primary goes on taking requests, as the test below shows: where too
      // many of them are left without an answer, nothing is known of sessions.
      const areSwallowed = find("failing-requests")?.title.endsWith("most without an answer") ?? false;
      if (areSwallowed && find("sessions-not-measured")) return;
      expect(summary).toMatchObject({ affinity: "only one at a time" });
      expect(find("lost-under-concurrency")?.advice.join("\n")).toContain(
        "nginx does with `keepalive` in the upstream",
      );
    },
  );
});

it("nobody answers on a connection to the primary of @socket.io/sticky that began with a POST and was closed by its worker", async () => {
  const { port, closed } = await startWorkers(3, { isSticky: true });
  const ask = async (socket: Socket, request: string) => {
    const rest = request === "POST" ? "Content-Length: 2\r\n\r\n40" : "\r\n";
    socket.write(`${request} /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n${rest}`);
    return String((await once(socket, "data"))[0]).split("\r\n")[0];
  };
  const open = () => {
    const socket = connect(port, "127.0.0.1");
    closeAfterTest({ close: async () => void socket.destroy() });
    return socket;
  };
  const kept = open();
  expect(await ask(kept, "POST")).toMatch(/^HTTP\/1\.1 400/);
  expect(await ask(kept, "GET")).toBe("HTTP/1.1 200 OK");
  await closed;
  let isAnswered = false;
  void ask(kept, "GET").then(() => (isAnswered = true));
  // Others that come later have their answers by then.
  for (let count = 0; count < 10; count += 1) expect(await ask(open(), "GET")).toBe("HTTP/1.1 200 OK");
  expect({ isAnswered, isOpen: kept.writable && !kept.readableEnded }).toEqual({ isAnswered: false, isOpen: true });
});

describe("PM2 in cluster mode", () => {
  it("has no affinity, and is told of @socket.io/pm2", async () => {
    const { port } = await startPm2("pm2");
    const { summary, complaints, find } = await diagnoseUrl(`http://127.0.0.1:${port}`);
    expect(summary.verdict).toBe("problem");
    expect(find(complaints[0]!)?.advice.join("\n")).toContain("@socket.io/pm2");
  });

  it("that is @socket.io/pm2, with @socket.io/sticky in the workers, is healthy", async () => {
    const { port } = await startPm2("@socket.io/pm2");
    const { summary, complaints, find } = await diagnoseUrl(`http://127.0.0.1:${port}`);
    expect(complaints.filter((id) => !OF_A_BUSY_PRIMARY.has(id)).map((id) => [id, find(id)?.evidence])).toEqual([]);
    expect(summary).toMatchObject({
      verdict: "healthy",
      affinity: "by session id",
      instances: "more than 1 instance answers",
    });
  });
});

const PYTHON = (mode: string) => `import socketio
sio = socketio.Server(async_mode="${mode}")
app = socketio.WSGIApp(sio)
`;

describe.skipIf(!findGunicorn())("python3-socketio under gunicorn (Debian packages)", () => {
  it.each([
    { mode: "threading", options: ["--worker-class", "gthread", "--threads", "50"] },
    { mode: "eventlet", options: ["--worker-class", "eventlet"] },
  ])("one worker is healthy, $mode", async ({ mode, options }) => {
    const { url } = closeAfterTest(await startGunicorn(PYTHON(mode), 1, options));
    const { summary, complaints } = await diagnoseUrl(url);
    expect(complaints).toEqual([]);
    expect(summary).toMatchObject({ verdict: "healthy", front: ["gunicorn"] });
  });

  it("several workers have no affinity, and are told what gunicorn can do", async () => {
    const { url } = closeAfterTest(
      await startGunicorn(PYTHON("threading"), 3, ["--worker-class", "gthread", "--threads", "20"]),
    );
    const { summary, complaints, find } = await diagnoseUrl(url);
    expect(summary.verdict).toBe("problem");
    // A kept connection is one worker's; which worker takes a new one is chance, and may be the same for a while.
    expect(complaints).toHaveLength(1);
    expect(["affinity-by-connection", "no-affinity", "lost-under-concurrency"]).toContain(complaints[0]);
    const { advice } = find(complaints[0]!)!;
    expect(advice.join("\n")).not.toMatch(/aws_|nginx:|HAProxy|@socket\.io/);

    const [, options] = /^gunicorn --workers 1 (.*) --bind \S+ app:app$/.exec(snippetOf({ advice }))!;
    const starting = [1, 2].map(() => startGunicorn(PYTHON("threading"), 1, options!.split(" ")));
    const advised = (await Promise.all(starting)).map((one) => closeAfterTest(one));
    if (!findProgram("haproxy")) return;
    const { summary: then } = await diagnoseUrl(await behindHaproxy(advised, HAPROXY_COOKIE));
    expect(then).toMatchObject({ verdict: "healthy", affinity: "by cookie SERVERID" });
  });
});
