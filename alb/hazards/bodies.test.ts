import { expect, it } from "vitest";
import { expectUnharmed } from "../fixtures/expect-unharmed.ts";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget, type HttpTarget } from "../fixtures/start-target.ts";

const HOST = "Host: lab.example\r\n";

/** Answers with the body and the trailers that it got. */
function echoBodies(target: HttpTarget): void {
  target.answer = (request, response) => {
    let body = "";
    request.setEncoding("latin1");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => response.end(JSON.stringify({ body, trailers: request.rawTrailers, ...request.headers })));
  };
}

it("a body with a length and a body in chunks arrive as they were sent, empty ones too", async () => {
  const target = await startTarget("a");
  echoBodies(target);
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const ask = async (rest: string) => {
    client.send(`POST / HTTP/1.1\r\n${HOST}${rest}`);
    return JSON.parse((await client.response()).body) as Record<string, unknown>;
  };
  expect(await ask("Content-Length: 5\r\n\r\nhello")).toMatchObject({ body: "hello", "content-length": "5" });
  expect(await ask("Transfer-Encoding: chunked\r\n\r\n3;ext=1\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")).toMatchObject({
    body: "hello",
    "transfer-encoding": "chunked",
  });
  expect(await ask("Content-Length: 0\r\n\r\n")).toMatchObject({ body: "", "content-length": "0" });
  const none = await ask("\r\n");
  expect(none).toMatchObject({ body: "", "content-length": "0" });
  expect(none).not.toHaveProperty("transfer-encoding");
  await expectUnharmed(lab);
});

it("a GET may have a body, and a DELETE without one is given none", async () => {
  const target = await startTarget("a");
  echoBodies(target);
  const lab = await startBalancerFor([target]);
  let client = await lab.connect();
  client.send(`GET / HTTP/1.1\r\n${HOST}Content-Length: 4\r\n\r\nbody`);
  expect(JSON.parse((await client.response()).body)).toMatchObject({ body: "body" });
  expect(await client.ended()).toBe("");
  client = await lab.connect();
  client.send(`DELETE / HTTP/1.1\r\n${HOST}\r\n`);
  expect(JSON.parse((await client.response()).body)).not.toHaveProperty("content-length");
  await expectUnharmed(lab);
});

it("trailers pass in both directions", async () => {
  const target = await startRawTarget("a", (socket) =>
    socket.on("data", (chunk: Buffer) => {
      if (chunk.toString().endsWith("0\r\nX-Sum: 1\r\n\r\n"))
        socket.write(
          "HTTP/1.1 200 OK\r\nTrailer: X-Total\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Total: 2\r\nX-Total: 3\r\n\r\n",
        );
    }),
  );
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`POST / HTTP/1.1\r\n${HOST}Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nho\r\n`);
  await expect.poll(() => target.received()).toContain("2\r\nho\r\n");
  client.send("0\r\nX-Sum: 1\r\n\r\n");
  const response = await client.response();
  expect([response.body, response.get("trailer"), response.trailers]).toEqual([
    "hi",
    "X-Total",
    [
      ["X-Total", "2"],
      ["X-Total", "3"],
    ],
  ]);
  await expectUnharmed(lab);
});

it.each([
  ["HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"],
  ["GET", "HTTP/1.1 204 No Content\r\n\r\n"],
  ["GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: x\r\n\r\n"],
])("an answer to %s without a body leaves the connections in step: %j", async (method, answer) => {
  const target = await startRawTarget("a", (socket) => {
    socket.write(answer);
    socket.on("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext"));
  });
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`${method} / HTTP/1.1\r\n${HOST}\r\n`);
  const first = await client.response(method);
  expect(first.get("content-length")).toBe(/Content-Length: (\d+)/.exec(answer)?.[1] ?? null);
  client.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
  expect((await client.response()).body).toBe("next");
  expect(target.sockets).toHaveLength(1);
  await expectUnharmed(lab);
});

it("answers of 100, 102 and 103 before the real one do not stand in its way", async () => {
  const target = await startRawTarget("a", (socket) =>
    socket.write(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nreal",
    ),
  );
  const lab = await startBalancerFor([target]);
  expect(await lab.get("/")).toMatchObject({ status: 200, body: "real" });
  expect(lab.metric("HTTPCode_Target_2XX_Count")).toBe(1);
  await expectUnharmed(lab);
});

it("a body that ends with the target's connection is put in chunks, and the client's connection goes on", async () => {
  const target = await startRawTarget("a", (socket) => socket.end("HTTP/1.1 200 OK\r\n\r\nto the end"));
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  for (let i = 0; i < 2; i += 1) {
    client.send(`GET / HTTP/1.1\r\n${HOST}\r\n`);
    const response = await client.response();
    expect([response.body, response.get("connection")]).toEqual(["to the end", "keep-alive"]);
  }
  await expectUnharmed(lab);
});

it("a client of HTTP/1.0 gets no chunks: the end of the connection is the end of the body", async () => {
  const target = await startTarget("a");
  target.answer = (_request, response) => {
    response.write("one ");
    response.end("two");
  };
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const response = await client.response();
  expect([response.body, response.get("transfer-encoding"), response.get("connection")]).toEqual([
    "one two",
    null,
    "close",
  ]);
  await expectUnharmed(lab);
});

it("heads arrive before their bodies, however long these take", async () => {
  const target = await startTarget("a");
  let finish = () => {};
  target.answer = (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
    finish = () => response.end("data: 1\n\n");
  };
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  const arrival = target.arrival();
  client.send(`POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\n\r\n`);
  await arrival;
  expect(await client.until("\r\n\r\n")).toContain("text/event-stream");
  finish();
  expect(await client.until("0\r\n\r\n")).toContain("data: 1\n\n");
  await expectUnharmed(lab);
});

it("header lines keep their order, their case and their number, and every byte from 0x80 on", async () => {
  const target = await startRawTarget("a", (socket) =>
    socket.write(
      "HTTP/1.1 200 Fine\xe9\r\nSet-Cookie: a=1\r\nX-One: \xfc\r\nset-cookie: b=2\r\nx-ONE: 2\r\nContent-Length: 0\r\n\r\n",
      "latin1",
    ),
  );
  const lab = await startBalancerFor([target]);
  const client = await lab.connect();
  client.send(`GET / HTTP/1.1\r\n${HOST}X-A: \xfc\r\nx-a: 2\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n`);
  const response = await client.response();
  expect(response.phrase).toBe("Fine\xe9");
  expect(response.headers.slice(0, 4)).toEqual([
    ["Set-Cookie", "a=1"],
    ["X-One", "\xfc"],
    ["set-cookie", "b=2"],
    ["x-ONE", "2"],
  ]);
  expect(target.received()).toContain("X-A: \xfc\r\nx-a: 2\r\nCookie: a=1\r\nCookie: b=2\r\n");
  await expectUnharmed(lab);
});

it("an expectation that nobody knows is not held against a request", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  expect((await lab.get("/", ["Expect: a-miracle"])).status).toBe(200);
  expect(target.requests[0]!.headers.expect).toBeUndefined();
  await expectUnharmed(lab);
});
