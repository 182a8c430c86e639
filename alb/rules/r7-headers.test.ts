import { expect, it } from "vitest";
import { HeaderFields } from "../headers/header-fields.ts";
import { startBalancerFor, type LabOptions } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";

const headerValues = (raw: string[], key: string) => HeaderFields.of(raw).all(key);
const ID = /1-[0-9a-f]{8}-[0-9a-f]{24}/;

/** A lab with one target, and what that target receives for a client's header lines. */
async function startEcho(options: LabOptions = {}) {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], options);
  const received = async (name: string, lines: string[] = []) =>
    headerValues((await lab.get("/", lines)).json().rawHeaders, name);
  return { target, lab, received };
}

it.each<["append" | "preserve" | "remove", string[], string[]]>([
  ["append", [], ["127.0.0.1"]],
  ["append", ["X-Forwarded-For: 192.0.2.1"], ["192.0.2.1, 127.0.0.1"]],
  [
    "append",
    ["x-forwarded-for: 192.0.2.1, 192.0.2.2", "X-Forwarded-For: 192.0.2.3"],
    ["192.0.2.1, 192.0.2.2, 192.0.2.3, 127.0.0.1"],
  ],
  ["preserve", [], []],
  ["preserve", ["X-Forwarded-For: 192.0.2.1, 192.0.2.2"], ["192.0.2.1, 192.0.2.2"]],
  ["remove", [], []],
  ["remove", ["X-Forwarded-For: 192.0.2.1"], []],
])("R7.1 X-Forwarded-For in mode %s with %j becomes %j", async (mode, sent, expected) => {
  const { received } = await startEcho({ loadBalancerAttributes: { "routing.http.xff_header_processing.mode": mode } });
  expect(await received("x-forwarded-for", sent)).toEqual(expected);
});

it("R7.1 with the client port switched on the appended address carries it", async () => {
  const { lab } = await startEcho({ loadBalancerAttributes: { "routing.http.xff_client_port.enabled": "true" } });
  const client = await lab.connect();
  client.send("GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n");
  const { rawHeaders } = (await client.response()).json();
  expect(headerValues(rawHeaders, "x-forwarded-for")).toEqual([`127.0.0.1:${client.socket.localPort}`]);
});

it("R7.2 X-Forwarded-Proto and -Port are the listener's, not what the client says, on upgrades too", async () => {
  const { target, lab } = await startEcho();
  const lies = ["X-Forwarded-Proto: https", "X-Forwarded-Port: 443"];
  await lab.get("/", lies);
  await lab.get("/");
  await lab.upgrade(lies);
  for (const { rawHeaders } of target.requests) {
    expect(headerValues(rawHeaders, "x-forwarded-proto")).toEqual(["http"]);
    expect(headerValues(rawHeaders, "x-forwarded-port")).toEqual([String(lab.balancer.port)]);
  }
  expect(target.requests).toHaveLength(3);
});

it("R7.3 without a trace id a new Root; with a Root our Self before it; an old Self is replaced", async () => {
  const { received } = await startEcho({ withClock: true });
  const trace = (...sent: string[]) => received("x-amzn-trace-id", sent);
  const epoch = Math.floor(Date.UTC(2026, 3, 5, 2, 7, 14) / 1000).toString(16);
  expect(await trace()).toEqual([expect.stringMatching(new RegExp(`^Root=1-${epoch}-[0-9a-f]{24}$`))]);
  const root = "Root=1-67891233-abcdef012345678912345678";
  expect(await trace(`X-Amzn-Trace-Id: ${root};CalledFrom=app`)).toEqual([
    expect.stringMatching(new RegExp(`^Self=${ID.source};${root};CalledFrom=app$`)),
  ]);
  const [updated] = await trace(`X-Amzn-Trace-Id: Self=1-00000001-000000000000000000000000;${root}`);
  expect(updated).toMatch(new RegExp(`^Self=${ID.source};${root}$`));
  expect(updated).not.toContain("00000001");
  expect(await trace(`X-Amzn-Trace-Id: ${root};x=${"y".repeat(7 * 1024)}`)).toEqual([
    expect.stringMatching(new RegExp(`^Root=${ID.source}$`)),
  ]);
});

it("R7.3 an upgrade request carries a trace id", async () => {
  const { target, lab } = await startEcho();
  await lab.upgrade();
  expect(target.requests[0]!.headers["x-amzn-trace-id"]).toMatch(/^Root=1-/);
});

it("R7.4 Host is lower-cased and gets the listener's port where the client named none", async () => {
  const { target, lab } = await startEcho();
  const { port } = lab.balancer;
  const hostFor = async (head: string) => {
    const client = await lab.connect();
    client.send(`${head}\r\nConnection: close\r\n\r\n`);
    await client.response();
    return headerValues(target.requests.at(-1)!.rawHeaders, "host");
  };
  expect(await hostFor("GET / HTTP/1.1\r\nHost: Example.com")).toEqual([`example.com:${port}`]);
  expect(await hostFor("GET / HTTP/1.1\r\nHost: Example.com:81")).toEqual(["example.com:81"]);
  expect(await hostFor("GET http://Other.example/p?q HTTP/1.1\r\nHost: Example.com")).toEqual([
    `other.example:${port}`,
  ]);
  expect(target.requests.at(-1)!.url).toBe("/p?q");
  expect(await hostFor("GET / HTTP/1.0")).toEqual([`sticky-rooms.elb.localhost:${port}`]);
});

it("R7.4 preserved, Host passes untouched", async () => {
  const { received } = await startEcho({
    loadBalancerAttributes: { "routing.http.preserve_host_header.enabled": "true" },
  });
  expect(await received("host")).toEqual(["lab.example"]);
});

it("R7.5 a header name that is not valid passes, or is dropped when that is set, and is counted", async () => {
  const { lab, received } = await startEcho();
  expect(await received("my_header", ["my_header: 1"])).toEqual(["1"]);
  lab.balancer.modifyLoadBalancerAttributes({ "routing.http.drop_invalid_header_fields.enabled": "true" });
  expect(await received("my_header", ["my_header: 1"])).toEqual([]);
  expect([lab.metric("ForwardedInvalidHeaderRequestCount"), lab.metric("DroppedInvalidHeaderRequestCount")]).toEqual([
    1, 1,
  ]);
});

it("R7.8 a client's Connection: close is honoured after the response, and hop-by-hop headers go no further", async () => {
  const { target, lab } = await startEcho();
  const client = await lab.connect();
  client.send(
    "GET / HTTP/1.1\r\nHost: lab.example\r\nConnection: close, X-Hop\r\nKeep-Alive: 5\r\nX-Hop: 1\r\nX-End: 2\r\n\r\n",
  );
  expect((await client.response()).get("connection")).toBe("close");
  expect(await client.ended()).toBe("");
  const { headers } = target.requests[0]!;
  expect([headers["keep-alive"], headers["x-hop"], headers["x-end"]]).toEqual([undefined, undefined, "2"]);
  expect(target.sockets.size).toBe(1);
});

it("R7.8 a client that says nothing may send its next request on the same connection", async () => {
  const { lab } = await startEcho();
  const client = await lab.connect();
  for (let i = 0; i < 2; i += 1) {
    client.send("GET / HTTP/1.1\r\nHost: lab.example\r\n\r\n");
    expect((await client.response()).get("connection")).toBe("keep-alive");
  }
});

it("R7.8 Expect: 100-continue is answered by the balancer at once, and not forwarded", async () => {
  const { target, lab } = await startEcho();
  const client = await lab.connect();
  client.send("POST / HTTP/1.1\r\nHost: lab.example\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  expect((await client.response()).status).toBe(100);
  client.send("hello");
  expect((await client.response()).status).toBe(200);
  expect(target.requests[0]!.headers.expect).toBeUndefined();
});

it.each("GET HEAD POST PUT DELETE OPTIONS PATCH PROPFIND MKCOL LOCK REPORT".split(" "))(
  "R7.8 %s is supported",
  async (method) => {
    const { target, lab } = await startEcho();
    const response = await lab.get("/", [], method);
    expect(response.status).toBe(200);
    expect(target.requests.map((request) => request.method)).toEqual([method]);
  },
);

it("R7.8 a Transfer-Encoding other than chunked gets 501 and reaches nobody", async () => {
  const { target, lab } = await startEcho();
  expect((await lab.get("/", ["Transfer-Encoding: gzip, chunked"], "POST")).status).toBe(501);
  expect((await lab.get("/", ["Transfer-Encoding: gzip"], "POST")).status).toBe(501);
  expect(target.requests).toEqual([]);
});

it.each([
  ["a header line of 16383 bytes", [`X-Long: ${"x".repeat(16_383 - 10)}`], 200],
  ["a header line of 16384 bytes", [`X-Long: ${"x".repeat(16_384 - 10)}`], 400],
  ["a Cookie line of 20000 bytes", [`Cookie: c=${"x".repeat(20_000)}`], 200],
  ["headers of 60000 bytes", Array.from({ length: 6 }, (_, i) => `X-${i}: ${"x".repeat(9_990)}`), 200],
  ["headers of 66000 bytes", Array.from({ length: 6 }, (_, i) => `X-${i}: ${"x".repeat(11_000)}`), 400],
  ["headers of 150000 bytes", Array.from({ length: 15 }, (_, i) => `X-${i}: ${"x".repeat(9_990)}`), 400],
  ["headers of 200000 bytes", Array.from({ length: 20 }, (_, i) => `X-${i}: ${"x".repeat(10_000)}`), 400],
])("R7.9 %s: the client gets the status it should", async (_, lines, status) => {
  const { target, lab } = await startEcho();
  const response = await lab.get("/", lines);
  expect(response.status).toBe(status);
  expect(response.get("server")).toBe(status === 200 ? null : "awselb/2.0");
  expect(target.requests).toHaveLength(status === 200 ? 1 : 0);
});

it.each([
  [16_384, 200],
  [16_385, 414],
  [80_000, 414],
  [90_000, 414],
  [200_000, 414],
])("R7.9 a request line of %i bytes gets %i", async (bytes, status) => {
  const { lab } = await startEcho();
  const path = `/${"x".repeat(bytes - "GET / HTTP/1.1".length)}`;
  expect((await lab.get(path)).status).toBe(status);
});

it.each([
  [31 * 1024, 200],
  [33 * 1024, 502],
  [200 * 1024, 502],
])("R7.9 response headers of %i bytes give %i", async (bytes, status) => {
  const { target, lab } = await startEcho();
  target.answer = (_request, response) => void response.writeHead(200, { "X-Long": "x".repeat(bytes) }).end();
  expect((await lab.get("/")).status).toBe(status);
});

it("R7.8 a target that names its encoding twice is relayed with it once", async () => {
  const body = "4\r\nbody\r\n0\r\n\r\n";
  const target = await startRawTarget("a", (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n${body}`);
  });
  const lab = await startBalancerFor([target]);
  const response = await lab.get("/");
  expect(response.all("transfer-encoding")).toEqual(["chunked"]);
  expect(response.body).toBe("body");
});
