import { createServer } from "node:http";
import { once } from "node:events";
import { createServer as createTcpServer, type AddressInfo } from "node:net";
import { Server } from "socket.io";
import { io } from "socket.io-client";
import { describe, expect, it, onTestFinished } from "vitest";
import { createBrowser } from "./browser.ts";
import type { HttpAnswer } from "./transports.ts";

/** A server that gives a new cookie with every answer and remembers which one came with each request. */
async function startCookieServer({ refuse = false } = {}) {
  const seen: { cookie: string | undefined; upgrade: boolean }[] = [];
  let given = 0;
  const http = createServer((_request, response) => response.end("page"));
  const server = new Server(http, { allowRequest: (_request, decide) => decide(null, !refuse) });
  const note = (request: { headers: Record<string, unknown> }) =>
    seen.push({ cookie: request.headers["cookie"] as string, upgrade: "upgrade" in request.headers });
  http.prependListener("request", (request, response) => {
    note(request);
    response.setHeader("Set-Cookie", [`pin=${++given}; Path=/; HttpOnly`, "other=x; Path=/elsewhere"]);
  });
  http.prependListener("upgrade", note);
  server.engine.on("headers", (headers: Record<string, string[]>, request: { headers: Record<string, unknown> }) => {
    if ("upgrade" in request.headers) headers["Set-Cookie"] = [`pin=${++given}; Path=/`];
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => void server.close());
  return { origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, seen, given: () => given };
}

function happens(emitter: object, event: string): Promise<unknown> {
  return new Promise((resolve) => (emitter as { once(event: string, listener: unknown): void }).once(event, resolve));
}

describe("a simulated browser", () => {
  it("keeps its cookies over reconnections, for polling and for the WebSocket's handshake", async () => {
    const { origin, seen } = await startCookieServer();
    const answers: HttpAnswer[] = [];
    const browser = createBrowser({ origin, onAnswer: (answer) => answers.push(answer) });
    await browser.get("/");
    const socket = io(origin, {
      transports: [browser.polling, browser.webSocket],
      reconnection: false,
      forceNew: true,
    });
    onTestFinished(() => void socket.disconnect());
    for (let round = 0; round < 2; round += 1) {
      await happens(socket.io.engine, "upgrade");
      const gone = new Promise((resolve) => socket.once("disconnect", resolve));
      socket.io.engine.close();
      await gone;
      socket.connect();
    }
    await happens(socket.io.engine, "upgrade");
    expect(seen[0]?.cookie).toBeUndefined();
    const later = seen.slice(1);
    expect(later.filter(({ upgrade }) => upgrade).length).toBe(3);
    for (const { cookie } of later) expect(cookie).toMatch(/^pin=\d+$/);
    expect(answers.filter(({ status }) => status === 101).length).toBe(3);
    expect(answers.every(({ status }) => status === 200 || status === 101)).toBe(true);
    expect(answers.every(({ setCookies }) => setCookies.length > 0)).toBe(true);
  });

  it("as a client that keeps none, it never sends one", async () => {
    const { origin, seen } = await startCookieServer();
    const browser = createBrowser({ origin, cookies: false });
    await browser.get("/");
    const socket = io(origin, { transports: [browser.webSocket], reconnection: false, forceNew: true });
    onTestFinished(() => void socket.disconnect());
    await happens(socket.io, "open");
    expect(seen.map(({ cookie }) => cookie)).toEqual([undefined, undefined]);
  });

  it.each([
    ["polling", 403],
    ["webSocket", 400],
  ] as const)("tells of a refused %s handshake with its status", async (one, status) => {
    const { origin } = await startCookieServer({ refuse: true });
    const answers: HttpAnswer[] = [];
    const browser = createBrowser({ origin, onAnswer: (answer) => answers.push(answer) });
    const socket = io(origin, { transports: [browser[one]], reconnection: false, forceNew: true });
    await new Promise((resolve) => socket.once("connect_error", resolve));
    expect(answers).toMatchObject([{ method: "GET", status }]);
  });

  it.each(["polling", "webSocket"] as const)("survives a %s handshake that nobody answers", async (one) => {
    const silent = createTcpServer((socket) =>
      socket.on("error", () => {}).once("data", () => socket.resetAndDestroy()),
    );
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    onTestFinished(() => void silent.close());
    const origin = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const answers: HttpAnswer[] = [];
    const browser = createBrowser({ origin, onAnswer: (answer) => answers.push(answer) });
    const socket = io(origin, { transports: [browser[one]], reconnection: false, forceNew: true });
    await new Promise((resolve) => socket.once("connect_error", resolve));
    expect(answers.filter(({ status }) => status !== 0)).toEqual([]);
  });
});
