import { once } from "node:events";
import { constants } from "node:http2";
import { expect, it } from "vitest";
import { certificateFor } from "../fixtures/certificate-for.ts";
import { connectHttp2 } from "../fixtures/connect-http2.ts";
import { connectTls } from "../fixtures/connect-tls.ts";
import { startBalancerFor, type LabOptions } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";

const certificates = [await certificateFor("shop.example")];

const startHttps = (targets: readonly { id: string; port: number }[], options: LabOptions = {}) =>
  startBalancerFor(targets, { tls: { certificates }, ...options });

it("R6.2 a request of HTTP/2 reaches its target as HTTP/1.1, with the names of its headers in lower case", async () => {
  const target = await startTarget("a");
  const lab = await startHttps([target]);
  const client = await connectHttp2(lab.balancer.port);
  const { status, headers, body } = await client.request({
    ":path": "/a?b=%20",
    "x-one": "1",
    te: "trailers",
    cookie: ["a=1", "b=2"],
  });
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("application/json");
  expect(headers).not.toHaveProperty("connection");
  expect(headers).not.toHaveProperty("transfer-encoding");
  const { method, url, rawHeaders } = JSON.parse(body) as { method: string; url: string; rawHeaders: string[] };
  expect([method, url, target.requests[0]!.httpVersion]).toEqual(["GET", "/a?b=%20", "1.1"]);
  const pairs = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}`] : []));
  expect(pairs.filter((pair) => !pair.startsWith("X-Amzn-Trace-Id"))).toEqual([
    "X-Forwarded-For: 127.0.0.1",
    "X-Forwarded-Proto: https",
    `X-Forwarded-Port: ${lab.balancer.port}`,
    `Host: shop.example:${lab.balancer.port}`,
    "x-one: 1",
    "cookie: a=1; b=2",
  ]);
});

it("R6.2 128 requests at one time, each on its own: a target is chosen for each, and a cookie decides", async () => {
  const targets = await Promise.all(["a", "b"].map((id) => startTarget(id)));
  const lab = await startHttps(targets, { targetGroupAttributes: { "stickiness.enabled": "true" } });
  const client = await connectHttp2(lab.balancer.port);
  expect(client.session.remoteSettings.maxConcurrentStreams).toBe(128);
  const answers = await Promise.all(Array.from({ length: 100 }, () => client.request()));
  const chosen = answers.map(({ body }) => (JSON.parse(body) as { target: string }).target);
  expect([chosen.filter((id) => id === "a").length, chosen.filter((id) => id === "b").length]).toEqual([50, 50]);
  const cookies = answers[0]!.headers["set-cookie"]!;
  expect(cookies.map((line) => line.split("=")[0])).toEqual(["AWSALB", "AWSALBCORS"]);
  expect(cookies[1]).toMatch(/; SameSite=None; Secure$/);
  const cookie = cookies.map((line) => line.split(";")[0]!);
  const stuck = await Promise.all(Array.from({ length: 10 }, () => client.request({ cookie })));
  expect(new Set(stuck.map(({ body }) => (JSON.parse(body) as { target: string }).target))).toEqual(
    new Set([chosen[0]]),
  );
});

it.each([
  ["with a length", { "content-length": "9" }],
  ["without one", {}],
])("R6.2 a body %s arrives whole, and so does the answer's", async (_, headers) => {
  const target = await startTarget("a");
  target.answer = (request, response) => {
    let body = "";
    request.setEncoding("latin1");
    request.on("data", (text: string) => (body += text));
    request.on("end", () => response.end(`${request.headers["content-length"] ?? "chunked"} ${body}`));
  };
  const lab = await startHttps([target]);
  const client = await connectHttp2(lab.balancer.port);
  const { body } = await client.request({ ":method": "POST", ...headers }, ["one", "two", "six"]);
  expect(body).toBe(`${"content-length" in headers ? "9" : "chunked"} onetwosix`);
});

it("R6.2 megabytes pass both ways, and neither side is read faster than the other", async () => {
  const target = await startTarget("a");
  target.answer = (request, response) => void request.pipe(response);
  const lab = await startHttps([target]);
  const client = await connectHttp2(lab.balancer.port);
  const piece = "0123456789abcdef".repeat(4096);
  const { body } = await client.request(
    { ":method": "POST" },
    Array.from({ length: 64 }, () => piece),
  );
  expect(body.length).toBe(64 * piece.length);
  expect(body.slice(-piece.length) === piece).toBe(true);
});

it("R6.2 HEAD, 204 and 304 have no body, lines of one name are joined, cookies are not, trailers come last", async () => {
  const target = await startTarget("a");
  const lab = await startHttps([target]);
  const client = await connectHttp2(lab.balancer.port);
  target.answer = (_request, response) => void response.writeHead(200, { "Content-Length": "5" }).end();
  expect(await client.request({ ":method": "HEAD" })).toMatchObject({ status: 200, body: "" });
  for (const status of [204, 304]) {
    target.answer = (_request, response) => void response.writeHead(status).end();
    expect(await client.request()).toMatchObject({ status, body: "", resetCode: 0 });
  }
  target.answer = (_request, response) => {
    response.writeHead(200, [
      ...["Vary", "a", "Vary", "b", "Set-Cookie", "x=1", "Set-Cookie", "y=2"],
      ...["Content-Type", "text/a", "Content-Type", "text/b", "Trailer", "X-Sum"],
    ]);
    response.write("body");
    response.addTrailers({ "X-Sum": "4" });
    response.end();
  };
  const { headers, body, trailers } = await client.request();
  expect(headers).toMatchObject({ vary: "a, b", "set-cookie": ["x=1", "y=2"], "content-type": "text/a, text/b" });
  expect([body, trailers["x-sum"]]).toEqual(["body", "4"]);
});

it("R6.2 the balancer's own answers, and what rules answer", async () => {
  const lab = await startHttps([], {
    rules: [
      {
        Priority: 1,
        Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/fixed"] } }],
        Actions: [
          {
            Type: "fixed-response",
            FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain", MessageBody: "né" },
          },
        ],
      },
    ],
  });
  const client = await connectHttp2(lab.balancer.port);
  const unavailable = await client.request();
  expect(unavailable).toMatchObject({ status: 503, headers: { server: "awselb/2.0", "content-type": "text/html" } });
  expect(unavailable.body).toContain("<h1>503 Service Temporarily Unavailable</h1>");
  expect(unavailable.headers["content-length"]).toBe("162");
  expect(await client.request({ ":path": "/fixed" })).toMatchObject({
    status: 404,
    body: Buffer.from("né").toString("latin1"),
  });
  expect(await client.request({ ":method": "TRACE" })).toMatchObject({ status: 405 });
  // A body that nobody reads does not hold the answer up.
  expect(await client.request({ ":method": "POST" }, "x".repeat(1 << 20))).toMatchObject({ status: 503 });
  expect(await client.request({ "x-long": "x".repeat(17 * 1024) })).toMatchObject({ status: 400 });
  expect(await client.request({ ":path": `/${"x".repeat(17 * 1024)}` })).toMatchObject({ status: 414 });
});

it("R8.2 464 gRPC: the target group's protocol version is HTTP1", async () => {
  const target = await startTarget("a");
  const lab = await startHttps([target]);
  const client = await connectHttp2(lab.balancer.port);
  const over = lab.event("elb-error");
  const headers = { ":method": "POST", "content-type": "application/grpc+proto", te: "trailers" };
  expect(await client.request(headers, "x")).toMatchObject({ status: 464 });
  await over;
  expect(lab.balancer.accessLog().at(-1)).toContain(" 464 - ");
  expect(await client.request({ ...headers, "content-type": "application/grpc-web" }, "x")).toMatchObject({
    status: 200,
  });
  expect(target.requests).toHaveLength(1);
});

it.each(["Content-Length: 10\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\n"])(
  "R6.2 a target that dies gives 502, and one that breaks an answer off ends that stream alone: %j",
  async (framing) => {
    const dying = await startRawTarget("dying", (socket, head) => {
      if (head.startsWith("GET /reset")) return void socket.destroy();
      socket.write(`HTTP/1.1 200 OK\r\n${framing}half!`);
    });
    const lab = await startHttps([dying]);
    const client = await connectHttp2(lab.balancer.port);
    expect(await client.request({ ":path": "/reset" })).toMatchObject({ status: 502 });
    const half = client.request({ ":path": "/half" }, undefined, () => dying.sockets.at(-1)!.destroy());
    expect(await half).toMatchObject({ status: 200, body: "half!", resetCode: constants.NGHTTP2_INTERNAL_ERROR });
    expect(await client.request({ ":path": "/reset" })).toMatchObject({ status: 502 });
    expect(client.session.closed).toBe(false);
  },
);

it("R6.2 a client that gives up leaves a 460, and its target's connection ends", async () => {
  const target = await startTarget("a");
  target.answer = () => {};
  const lab = await startHttps([target]);
  const client = await connectHttp2(lab.balancer.port);
  const stream = client.session.request({ ":path": "/" });
  await expect.poll(() => target.requests.length).toBe(1);
  const over = lab.event("elb-error", { code: 460 });
  stream.close(constants.NGHTTP2_CANCEL);
  await over;
  expect(lab.balancer.state().targets[0]!.requestsInFlight).toBe(0);
  expect(client.session.closed).toBe(false);
});

it("R6.2 a WebSocket needs HTTP/1.1, which a client gets that offers it", async () => {
  const lab = await startHttps([await startTarget("a")]);
  const client = await connectHttp2(lab.balancer.port);
  expect(client.session.remoteSettings.enableConnectProtocol).not.toBe(true);
  const { socket, ...raw } = await connectTls(lab.balancer.port, { ALPNProtocols: ["http/1.1"] });
  expect(socket.alpnProtocol).toBe("http/1.1");
  raw.send(
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  expect((await raw.response()).status).toBe(101);
});

it("R6.2 it can be switched off: routing.http2.enabled", async () => {
  const lab = await startHttps([], { loadBalancerAttributes: { "routing.http2.enabled": "false" } });
  const offered = { ALPNProtocols: ["h2", "http/1.1"] };
  expect((await connectTls(lab.balancer.port, offered)).socket.alpnProtocol).toBe("http/1.1");
  lab.balancer.modifyLoadBalancerAttributes({ "routing.http2.enabled": "true" });
  expect((await connectTls(lab.balancer.port, offered)).socket.alpnProtocol).toBe("h2");
});

it("R6.4 a stream without data gets 504 or 408, an idle connection ends, and PING frames do not count", async () => {
  const target = await startTarget("a");
  target.answer = (request) => void request.resume();
  const lab = await startHttps([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.3" } });
  const client = await connectHttp2(lab.balancer.port);
  const goaway = once(client.session, "goaway");
  expect(await client.request()).toMatchObject({ status: 504 });
  const stalled = client.session.request({ ":method": "POST", ":path": "/" }, { endStream: false });
  stalled.on("error", () => {});
  stalled.write("some");
  const [headers] = (await once(stalled, "response")) as [Record<string, unknown>];
  expect(headers[":status"]).toBe(408);
  const pings = setInterval(() => client.session.ping(() => {}), 50);
  client.session.once("close", () => clearInterval(pings));
  await goaway;
  clearInterval(pings);
});

it("R6.6 past its lifetime a connection gets GOAWAY after one more answer", async () => {
  const lab = await startHttps([await startTarget("a")], {
    withClock: true,
    loadBalancerAttributes: { "client_keep_alive.seconds": "60" },
  });
  const client = await connectHttp2(lab.balancer.port);
  expect((await client.request()).status).toBe(200);
  expect(client.session.closed).toBe(false);
  lab.clock.nowMs += 60_000;
  const goaway = once(client.session, "goaway");
  const ended = once(client.session, "close");
  expect((await client.request()).status).toBe(200);
  await Promise.all([goaway, ended]);
});

it("R9.1 a request of HTTP/2 is a line of the type h2, with its own request line", async () => {
  const lab = await startHttps([await startTarget("a")]);
  const client = await connectHttp2(lab.balancer.port);
  const over = lab.event("request");
  await client.request({ ":path": "/a?b=1", "user-agent": "test" });
  await over;
  const fields = lab.balancer
    .accessLog()
    .at(-1)!
    .match(/"[^"]*"|\S+/g)!;
  expect(fields).toHaveLength(34);
  expect(fields[0]).toBe("h2");
  expect(fields[12]).toBe(`"GET https://shop.example:${lab.balancer.port}/a?b=1 HTTP/2.0"`);
  expect(fields[15]).toBe("TLSv1.3");
  expect(Number(fields[10])).toBeGreaterThan(40);
  expect(lab.metric("RequestCount")).toBe(1);
  expect(lab.metric("HTTPCode_Target_2XX_Count")).toBe(1);
});

it("R9.3 what an HTTP/2 client leaves behind when it goes: no connection, no request", async () => {
  const target = await startTarget("a");
  target.answer = () => {};
  const lab = await startHttps([target]);
  const client = await connectHttp2(lab.balancer.port);
  const streams = Array.from({ length: 5 }, () => client.session.request({ ":path": "/" }));
  for (const stream of streams) stream.on("error", () => {});
  await expect.poll(() => target.requests.length).toBe(5);
  client.session.destroy();
  await expect.poll(() => lab.balancer.state().targets[0]!.requestsInFlight).toBe(0);
  lab.balancer.removeTarget("a");
  await expect.poll(() => lab.metric("ActiveConnectionCount")).toBe(0);
});

it("R6.2 after 10,000 requests a connection gets GOAWAY", { timeout: 120_000 }, async () => {
  const lab = await startHttps([], { accessLog: { entries: 1 } });
  const client = await connectHttp2(lab.balancer.port);
  const goaway = once(client.session, "goaway");
  for (let sent = 0; sent < 10_000; sent += 100) {
    expect(client.session.closed).toBe(false);
    await Promise.all(Array.from({ length: 100 }, () => client.request({ ":method": "HEAD" })));
  }
  await goaway;
  expect(lab.metric("HTTPCode_ELB_503_Count")).toBe(10_000);
});

it.each([
  [
    "200 OK",
    "Connection: x-named\r\nKeep-Alive: timeout=5\r\nx-named: 1\r\nUpgrade: h2c\r\nTE: gzip\r\nContent-Length: 4",
    "body",
  ],
  ["200 OK", "Content-Length: 4\r\nContent-Length: 4\r\nX-Odd: \xff\xe9", "body"],
  ["205 Reset Content", "Content-Length: 0", ""],
])("R6.2 what HTTP/2 has no place for goes no further: %j %j", async (status, headers, body) => {
  const odd = await startRawTarget("odd", (socket) => {
    socket.write(Buffer.from(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`, "latin1"));
  });
  const lab = await startHttps([odd]);
  const client = await connectHttp2(lab.balancer.port);
  const answer = await client.request();
  expect(answer).toMatchObject({ status: Number.parseInt(status, 10), body, resetCode: 0 });
  for (const name of ["x-named", "keep-alive", "upgrade", "te"]) expect(answer.headers).not.toHaveProperty(name);
});

it("R6.2 a status that HTTP/2 does not know ends nothing but its stream", async () => {
  const odd = await startRawTarget("odd", (socket) => {
    socket.write("HTTP/1.1 999 Odd\r\nContent-Length: 4\r\n\r\nbody");
  });
  const lab = await startHttps([odd]);
  const client = await connectHttp2(lab.balancer.port);
  const over = lab.event("request");
  await client.request();
  await over;
  lab.balancer.removeTarget("odd");
  expect(await client.request()).toMatchObject({ status: 503 });
});

it("R6.4 a client that does not take its answer loses the stream", async () => {
  const target = await startTarget("a");
  target.answer = (_request, response) => void response.end("x".repeat(1 << 20));
  const lab = await startHttps([target], { loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.3" } });
  const client = await connectHttp2(lab.balancer.port);
  const stream = client.session.request({ ":path": "/" });
  stream.on("error", () => {});
  stream.pause();
  expect(await lab.event("request")).toMatchObject({ status: 200, reason: "no data for the idle timeout" });
  expect(lab.balancer.state().targets[0]!.requestsInFlight).toBe(0);
});
