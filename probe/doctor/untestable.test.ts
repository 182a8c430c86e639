import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import { createServer, type AddressInfo, type Server } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findProgram } from "../../machine/processes/find-program.ts";
import { closeAfterTest } from "./fixtures/close-after-test.ts";
import { diagnoseUrl } from "./fixtures/diagnose-url.ts";
import { makeCertificate } from "./fixtures/make-certificate.ts";
import { backendsFor } from "./fixtures/behind-proxy.ts";

async function listen(server: Server): Promise<number> {
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closeAfterTest({
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  });
  return (server.address() as AddressInfo).port;
}

const sentence = (url: string, waitSeconds = 5) =>
  diagnoseUrl(url, { waitSeconds }).then(
    () => "it was diagnosed",
    (error: Error) => (error.name === "Untestable" ? error.message : String(error.stack)),
  );

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const html: Answer = (_request, response) =>
  void response.writeHead(200, { "Content-Type": "text/html" }).end("<html>");
const status =
  (code: number, body = "no", headers = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end(body);

describe("what is not a Socket.IO gets one sentence", () => {
  it.each<{ what: string; answer: Answer; says: string }>([
    {
      what: "an HTML page",
      answer: html,
      says: "there is no Socket.IO at {url}/socket.io/: it answers 200 with an HTML page",
    },
    { what: "404", answer: status(404, "not here"), says: "it answers 404 with not here; --path says where it is" },
    { what: "something else in JSON", answer: status(200, '{"ok":true}'), says: 'it answers 200 with {"ok":true}' },
    { what: "an empty answer", answer: status(200, ""), says: "it answers 200 with nothing" },
    {
      what: "a redirect to another host",
      answer: status(301, "", { Location: "https://chat.example.com/" }),
      says: "redirects to https://chat.example.com/: give the URL where Socket.IO is",
    },
    { what: "401", answer: status(401), says: "refuses with 401 (no): --header sends what it wants" },
    { what: "403", answer: status(403), says: "refuses with 403 (no)" },
    { what: "429", answer: status(429), says: "answers 429, too many requests" },
    {
      what: "503 again and again",
      answer: status(503),
      says: "answered 503 again and again: nothing behind it serves (no)",
    },
    {
      what: "control characters",
      answer: status(404, "\u001B[2Jgone\r\nnow"),
      says: "it answers 404 with [2Jgone now;",
    },
    { what: "silence", answer: () => {}, says: "does not answer: no answer within 2 s" },
    {
      what: "a cut connection",
      answer: (request) => request.socket.destroy(),
      says: "does not answer: socket hang up",
    },
  ])("$what", async ({ answer, says }) => {
    const url = `http://127.0.0.1:${await listen(http.createServer(answer))}`;
    expect(await sentence(url, 2)).toContain(says.replace("{url}", url));
  });

  it("a server that does not speak HTTP", async () => {
    const port = await listen(createServer((socket) => void socket.end("220 mail ready\r\n")));
    expect(await sentence(`http://127.0.0.1:${port}`)).toMatch(/does not speak HTTP/);
  });

  it("a port where nobody listens", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    expect(await sentence(`http://127.0.0.1:${port}`)).toBe(
      `nothing listens at 127.0.0.1:${port}: the connection is refused`,
    );
  });

  it("a name that nobody has", async () => {
    expect(await sentence("http://no-such-host.invalid")).toMatch(
      /^(no address is known for no-such-host\.invalid|no-such-host\.invalid:80 does not answer)/,
    );
  });

  it("https where http is spoken", async () => {
    const port = await listen(http.createServer(html));
    expect(await sentence(`https://127.0.0.1:${port}`)).toBe(`127.0.0.1:${port} does not speak TLS: is it http://?`);
  });

  it("a server that refuses polling and WebSockets", async () => {
    const port = await listen(http.createServer(status(400, '{"code":0,"message":"Transport unknown"}')));
    expect(await sentence(`http://127.0.0.1:${port}`)).toMatch(
      /refuses polling .* and no WebSocket opens either \(status 400\)/,
    );
  });
});

describe.skipIf(!findProgram("openssl"))("over TLS (openssl makes the certificates)", () => {
  let own: { key: string; cert: string };
  beforeAll(() => {
    const folder = mkdtempSync(path.join(tmpdir(), "sticky-rooms-tls-"));
    own = makeCertificate(folder);
    rmSync(folder, { recursive: true });
  });

  it("a certificate that nobody vouches for gets a sentence", async () => {
    const port = await listen(https.createServer(own, html));
    expect(await sentence(`https://127.0.0.1:${port}`)).toBe(
      `the certificate of 127.0.0.1:${port} is not to be trusted (self-signed certificate); --insecure takes it all the same`,
    );
  });

  it("--insecure takes it, for WebSockets too", async () => {
    const [backend] = await backendsFor(1);
    const tls = https.createServer(own, status(404));
    backend!.io.attach(tls);
    const port = await listen(tls);
    const { complaints, find } = await diagnoseUrl(`https://127.0.0.1:${port}`, { isInsecure: true });
    expect(complaints).toEqual([]);
    expect(find("websocket")).toMatchObject({ verdict: "ok" });
  });
});
