import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http, { type RequestListener } from "node:http";
import https from "node:https";
import { connect, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { findProgram } from "../../machine/processes/find-program.ts";
import { createEngineClient } from "../wire/engine-client.ts";
import { greet } from "../wire/greet.ts";
import { createPace } from "../wire/pace.ts";
import { createSender } from "../wire/sender.ts";
import { toEndpoints } from "../wire/to-endpoint.ts";
import { createVisitor } from "../wire/visitor.ts";
import { backendsFor } from "./fixtures/behind-proxy.ts";
import { closeAfterTest } from "./fixtures/close-after-test.ts";
import { makeCertificate } from "./fixtures/make-certificate.ts";
import { startPlain } from "./fixtures/start-plain.ts";

const sender = () =>
  createSender({
    pace: createPace({ perSecond: 1000, seconds: 60 }),
    timeoutMs: 10_000,
    pageOrigin: "http://127.0.0.1",
    headers: {},
    isInsecure: false,
    onExchange: () => {},
  });

/** Where Socket.IO was found, or the sentence that says why not. */
const find = (pasted: string): Promise<string> =>
  greet(sender(), toEndpoints(pasted)).then(
    ({ endpoint }) => endpoint.href,
    (error: Error) => (error.name === "Untestable" ? error.message : String(error.stack)),
  );

const close = async (server: Server, sockets = new Set<{ destroy(): void }>()) => {
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, "close");
};

describe("what people paste is found", () => {
  it.each([
    { what: "no scheme", paste: (at: string) => at },
    { what: "wss's cousin", paste: (at: string) => `ws://${at}` },
    {
      what: "a URL from the network tab",
      paste: (at: string) => `http://${at}/socket.io/?EIO=4&transport=polling&t=x&sid=gone`,
    },
    { what: "without the last slash", paste: (at: string) => `http://${at}/socket.io` },
    { what: "a page", paste: (at: string) => `http://${at}/rooms/blue.html` },
    { what: "a namespace", paste: (at: string) => `http://${at}/chat` },
  ])("$what", async ({ paste }) => {
    const [backend] = await backendsFor(1);
    const at = `127.0.0.1:${backend!.port}`;
    expect(await find(paste(at))).toMatch(new RegExp(`^http://${at}/socket.io/?$`));
  });

  it("behind a redirect that only takes the slash away", async () => {
    const [backend] = await backendsFor(1);
    const { port } = await startPlain((request, response) => {
      if (request.url!.startsWith("/socket.io/")) {
        return void response.writeHead(308, { Location: request.url!.replace("/socket.io/", "/socket.io") }).end();
      }
      const onwards = http.request(
        {
          port: backend!.port,
          host: "127.0.0.1",
          path: request.url!.replace("/socket.io", "/socket.io/"),
          method: request.method,
        },
        (answer) => answer.pipe(response.writeHead(answer.statusCode!, answer.headers)),
      );
      request.pipe(onwards);
    });
    expect(await find(`http://127.0.0.1:${port}`)).toBe(`http://127.0.0.1:${port}/socket.io`);
  });

  it("where the first target is another application", async () => {
    const [backend] = await backendsFor(1);
    let requests = 0;
    const { port } = await startPlain((request, response) => {
      requests += 1;
      if (requests % 2 === 1) return void response.writeHead(404).end();
      const onwards = http.request(
        { port: backend!.port, host: "127.0.0.1", path: request.url, method: request.method },
        (answer) => answer.pipe(response.writeHead(answer.statusCode!, answer.headers)),
      );
      request.pipe(onwards);
    });
    expect(await find(`http://127.0.0.1:${port}/socket.io/`)).toMatch(/\/socket\.io\/?$/);
  });
});

describe("what else speaks there is named", () => {
  const at = async (answer: RequestListener) => `http://127.0.0.1:${(await startPlain(answer)).port}`;

  it("SockJS", async () => {
    const url = await at((request, response) => {
      if (request.url !== "/echo/info") return void response.writeHead(404).end();
      response.end('{"websocket":true,"origins":["*:*"],"cookie_needed":false,"entropy":1}');
    });
    expect(await find(`${url}/echo`)).toContain("SockJS speaks at");
  });

  it("SignalR", async () => {
    const url = await at((request, response) => {
      if (!request.url!.startsWith("/hub/negotiate")) return void response.writeHead(404).end();
      response.end('{"negotiateVersion":1,"connectionId":"a","availableTransports":[]}');
    });
    expect(await find(`${url}/hub`)).toContain("SignalR speaks at");
  });

  it("a plain WebSocket", async () => {
    const server = http.createServer((_request, response) => void response.writeHead(426).end());
    const sockets = new WebSocketServer({ server });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closeAfterTest({
      close: async () => {
        for (const client of sockets.clients) client.terminate();
        server.closeAllConnections();
        await close(server);
      },
    });
    expect(await find(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)).toContain("a WebSocket opens at");
  });
});

describe("the way there", () => {
  afterEach(() => {
    delete process.env["HTTP_PROXY"];
    delete process.env["NO_PROXY"];
  });

  it.skipIf(!findProgram("openssl"))("http on a port that speaks TLS: say https (needs openssl)", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "sticky-rooms-tls-"));
    const server = https.createServer(makeCertificate(folder));
    rmSync(folder, { recursive: true });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closeAfterTest({ close: () => close(server) });
    const { port } = server.address() as AddressInfo;
    expect(await find(`http://127.0.0.1:${port}`)).toBe(`127.0.0.1:${port} speaks TLS: say https://127.0.0.1:${port}`);
  });

  it("through the proxy that HTTP_PROXY names, for WebSockets too", async () => {
    const [backend] = await backendsFor(1);
    const tunnels: string[] = [];
    const sockets = new Set<{ destroy(): void }>();
    const proxy = http.createServer();
    proxy.on("connect", (request, client) => {
      tunnels.push(request.url!);
      const onwards = connect(backend!.port, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        client.pipe(onwards).pipe(client);
      });
      for (const socket of [client, onwards]) sockets.add(socket.on("error", () => socket.destroy()));
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    closeAfterTest({ close: () => close(proxy, sockets) });
    process.env["HTTP_PROXY"] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const { client, greeting } = await greet(sender(), toEndpoints("http://chat.example"));
    expect(greeting.protocol).toBe(4);
    const visitor = createVisitor(client.url());
    const { connection, speaks } = await createEngineClient(
      sender(),
      new URL("http://chat.example/socket.io/"),
      4,
    ).openWebSocket(visitor);
    connection?.close();
    expect(speaks).toBe(true);
    expect(new Set(tunnels)).toEqual(new Set(["chat.example:80"]));
  });
});
