import { expect, it } from "vitest";
import { startBlackHole } from "../fixtures/start-black-hole.ts";
import { startBalancerFor, type Lab } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";
import type { RawResponse } from "../fixtures/raw-response.ts";

const GET = "GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n";

/** What was told about the newest error of the balancer's own. */
function lastError(lab: Lab): unknown {
  return lab.events.findLast((event) => event.type === "elb-error")?.code;
}

function isOwn(response: RawResponse): boolean {
  return response.get("server") === "awselb/2.0" && response.get("content-type") === "text/html";
}

it("R8.1 the balancer's own answer is an ALB's, byte for byte", async () => {
  const lab = await startBalancerFor([], { withClock: true, targetGroupAttributes: { "stickiness.enabled": "true" } });
  const client = await lab.connect();
  client.send(GET);
  const expected = [
    "HTTP/1.1 503 Service Temporarily Unavailable",
    "Server: awselb/2.0",
    "Date: Sun, 05 Apr 2026 02:07:14 GMT",
    "Content-Type: text/html",
    "Content-Length: 162",
    "Connection: keep-alive",
    "",
    "<html>",
    "<head><title>503 Service Temporarily Unavailable</title></head>",
    "<body>",
    "<center><h1>503 Service Temporarily Unavailable</h1></center>",
    "</body>",
    "</html>",
    "",
  ].join("\r\n");
  expect(await client.until("</html>\r\n")).toBe(expected);
  client.send(GET);
  expect((await client.response()).status).toBe(503);
});

it("R8.1 its phrases and lengths are the captured ones", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.1" } });
  target.answer = () => {};
  const late = await lab.get("/");
  target.answer = (_request, response) => void response.socket!.destroy();
  const bad = await lab.get("/");
  expect([late.phrase, late.get("content-length")]).toEqual(["Gateway Time-out", "132"]);
  expect([bad.phrase, bad.get("content-length")]).toEqual(["Bad Gateway", "122"]);
});

it("R8.2 a target's own error is relayed unchanged, counts as the target's, and is not an error of the balancer's", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  for (const status of [400, 404, 500, 502, 503, 504]) {
    target.answer = (_request, response) => void response.writeHead(status, { Server: "own" }).end("own words");
    const response = await lab.get("/");
    expect([response.status, response.get("server"), response.body]).toEqual([status, "own", "own words"]);
  }
  expect(lastError(lab)).toBeUndefined();
  expect([lab.metric("HTTPCode_Target_4XX_Count"), lab.metric("HTTPCode_Target_5XX_Count")]).toEqual([2, 4]);
  expect([lab.metric("HTTPCode_ELB_4XX_Count"), lab.metric("HTTPCode_ELB_5XX_Count")]).toEqual([0, 0]);
});

it.each([
  ["no request at all", "hello\r\n\r\n"],
  ["a header line without a colon", "GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"],
  ["no Host", "GET / HTTP/1.1\r\n\r\n"],
  ["two lengths that differ", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
  ["a length that is not a number", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello"],
  ["a null character in a header", "GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n"],
  ["a CR that ends no line", "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n"],
  ["an LF that ends no line", "GET / HTTP/1.1\r\nHost: x\r\nA: b\nC: d\r\n\r\n"],
  ["a line that continues the one before", "GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n"],
  ["a version that is none", "GET / HTTP/1.x\r\nHost: x\r\n\r\n"],
  ["a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"],
])("R8.2 400: %s, and the connection is closed", async (_, bytes) => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(bytes);
  const response = await client.response();
  expect([response.status, isOwn(response), response.get("connection")]).toEqual([400, true, "close"]);
  expect(await client.ended()).toBe("");
  expect(target.requests).toEqual([]);
  expect(lab.balancer.accessLog()).toEqual([expect.stringMatching(/ 400 - /)]);
  expect(lab.metric("HTTPCode_ELB_4XX_Count")).toBe(1);
});

it("R8.2 400: the client closed before its whole body was sent; it is told to nobody but the log", async () => {
  const target = await startTarget("a");
  target.answer = () => {};
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const arrival = target.arrival();
  client.send("POST / HTTP/1.1\r\nHost: lab.example\r\nContent-Length: 100\r\n\r\npart");
  await arrival;
  const error = lab.event("elb-error");
  client.socket.destroy();
  expect(await error).toMatchObject({ code: 400, targetId: "a" });
});

it.each(["TRACE", "CONNECT", "MADEUP"])("R8.2 405: %s", async (method) => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`${method} ${method === "CONNECT" ? "x.example:443" : "/"} HTTP/1.1\r\nHost: lab.example\r\n\r\n`);
  const response = await client.response();
  expect([response.status, isOwn(response)]).toEqual([405, true]);
  expect(target.requests).toEqual([]);
});

it.each([
  ["its head is not whole", "GET / HTTP/1.1\r\nHost: lab.ex"],
  ["its body is not whole", "POST / HTTP/1.1\r\nHost: lab.example\r\nContent-Length: 100\r\n\r\npart"],
  ["its chunks do not end", "POST / HTTP/1.1\r\nHost: lab.example\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n"],
])("R8.2 408: the client keeps silent for the idle timeout while %s", async (_, bytes) => {
  const target = await startTarget("a");
  target.answer = () => {};
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.2" } });
  const client = await lab.connect();
  client.send(bytes);
  const response = await client.response();
  expect([response.status, response.phrase, isOwn(response)]).toEqual([408, "Request Time-out", true]);
  expect(await client.ended()).toBe("");
  expect(lastError(lab)).toBe(408);
});

it("R8.2 408: the second request of a connection is not whole, though it came with the first", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.2" } });
  const client = await lab.connect();
  client.send(`${GET}GET /second HTTP/1.1\r\n`);
  expect((await client.response()).status).toBe(200);
  expect((await client.response()).status).toBe(408);
  expect(await client.ended()).toBe("");
});

it("R8.2 460: the client went while the target was working; the target did get the request", async () => {
  const target = await startTarget("a");
  target.answer = () => {};
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const arrival = target.arrival();
  client.send(GET);
  await arrival;
  const error = lab.event("elb-error");
  client.socket.destroy();
  expect(await error).toMatchObject({ code: 460, targetId: "a" });
  expect(lab.balancer.accessLog().at(-1)).toMatch(/ 460 - /);
  expect(lab.metric("HTTPCode_ELB_4XX_Count")).toBe(1);
  await expect.poll(() => target.requests[0]!.socket.destroyed).toBe(true);
});

it.each(["HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/3"])("R8.2 505: a request of %s", async (version) => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(GET.replace("HTTP/1.1", version));
  const response = await client.response();
  expect([response.status, response.phrase, isOwn(response)]).toEqual([505, "HTTP Version Not Supported", true]);
  expect(await client.ended()).toBe("");
  expect(target.requests).toEqual([]);
});

it("R8.1 an error page is 402 bytes longer for a browser that would show its own in place of a short one (inferred)", async () => {
  const lab = await startBalancerFor([]);
  const chrome =
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36";
  const [short, long] = [await lab.get("/"), await lab.get("/", [chrome])];
  expect(long.body.length - short.body.length).toBe(402);
  expect([long.body.startsWith(short.body), long.get("content-length")]).toEqual([true, String(long.body.length)]);
});

it("R8.2 463: more than 30 addresses in X-Forwarded-For", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  const addresses = (count: number) => Array.from({ length: count }, (_, i) => `192.0.2.${i}`).join(", ");
  expect((await lab.get("/", [`X-Forwarded-For: ${addresses(30)}`])).status).toBe(200);
  const refused = await lab.get("/", [`X-Forwarded-For: ${addresses(31)}`]);
  expect([refused.status, isOwn(refused)]).toEqual([463, true]);
  expect((await lab.get("/", [`X-Forwarded-For: ${addresses(16)}`, `X-Forwarded-For: ${addresses(15)}`])).status).toBe(
    463,
  );
  expect(target.requests).toHaveLength(1);
});

const OK = "HTTP/1.1 200 OK\r\n";
it.each([
  ["closes without a word", ""],
  ["closes in the middle of its head", `${OK}Content-Le`],
  ["answers what is not HTTP", "hello, who is there?\r\n\r\n"],
  ["answers with a bad header", `${OK}bad header\r\n\r\n`],
  ["answers two lengths that differ", `${OK}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`],
  ["answers 101 without being asked", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"],
])("R8.2 502: the target %s", async (_, bytes) => {
  const target = await startRawTarget("a", (socket) => socket.end(bytes, "latin1"));
  const lab = await startBalancerFor([target]);
  const response = await lab.get("/");
  expect([response.status, isOwn(response)]).toEqual([502, true]);
  expect(lastError(lab)).toBe(502);
  expect([lab.metric("HTTPCode_ELB_502_Count"), lab.metric("HTTPCode_ELB_5XX_Count")]).toEqual([1, 1]);
  expect(target.sockets).toHaveLength(1);
});

it("R8.2 502: the target resets the connection", async () => {
  const target = await startRawTarget("a", (socket) => socket.resetAndDestroy());
  const lab = await startBalancerFor([target]);
  expect((await lab.get("/")).status).toBe(502);
  expect((await lab.upgrade()).response.status).toBe(502);
});

it("R8.2 503: the group has no registered targets", async () => {
  const lab = await startBalancerFor([]);
  for (const response of [await lab.get("/"), (await lab.upgrade()).response]) {
    expect([response.status, isOwn(response)]).toEqual([503, true]);
  }
  expect([lab.metric("HTTPCode_ELB_503_Count"), lab.metric("RequestCount")]).toEqual([2, 0]);
});

it("R8.2 504: the target takes no connection, or keeps silent, an upgrade included", async () => {
  const silent = await startRawTarget("silent", () => {});
  const lab = await startBalancerFor([silent], {
    pins: { connectTimeoutSeconds: 0.2 },
    loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.4" },
    healthCheck: { timeoutSeconds: 0.1, intervalSeconds: 0.1 },
  });
  expect((await lab.get("/")).status).toBe(504);
  expect((await lab.upgrade()).response.status).toBe(504);
  lab.balancer.removeTarget("silent");
  const { port } = await startBlackHole();
  const unhealthy = lab.event("target-health", { to: "unhealthy" });
  lab.balancer.registerTarget({ id: "hole", address: "127.0.0.1", port });
  await unhealthy;
  expect((await lab.get("/")).status).toBe(504);
  expect(lab.metric("HTTPCode_ELB_504_Count")).toBe(3);
});
