import { expect, it } from "vitest";
import { startBalancerFor, type Lab } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";
import { startTarget } from "../fixtures/start-target.ts";

const NAMES = [
  "type",
  "time",
  "elb",
  "client:port",
  "target:port",
  "request_processing_time",
  "target_processing_time",
  "response_processing_time",
  "elb_status_code",
  "target_status_code",
  "received_bytes",
  "sent_bytes",
  "request",
  "user_agent",
  "ssl_cipher",
  "ssl_protocol",
  "target_group_arn",
  "trace_id",
  "domain_name",
  "chosen_cert_arn",
  "matched_rule_priority",
  "request_creation_time",
  "actions_executed",
  "redirect_url",
  "error_reason",
  "target:port_list",
  "target_status_code_list",
  "classification",
  "classification_reason",
  "conn_trace_id",
  "transformed_host",
  "transformed_uri",
  "request_transform_status",
  "ip_address",
] as const;
const QUOTED = new Set<string>(
  "request user_agent trace_id domain_name chosen_cert_arn actions_executed redirect_url error_reason target:port_list target_status_code_list classification classification_reason transformed_host transformed_uri request_transform_status".split(
    " ",
  ),
);
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

type Line = Record<(typeof NAMES)[number], string>;

/** A strict reader: 34 fields, one space between, quotes where they belong and nowhere else. */
function read(line: string): Line {
  const fields = [...line.matchAll(/("[^"]*"|[^" ]+)( |$)/g)];
  expect(fields.map(([whole]) => whole).join("")).toBe(line);
  expect(fields).toHaveLength(34);
  return Object.fromEntries(
    fields.map(([, text = ""], index) => {
      const name = NAMES[index]!;
      expect([name, text.startsWith('"')]).toEqual([name, QUOTED.has(name)]);
      return [name, text.replaceAll('"', "")];
    }),
  ) as Line;
}

const newest = (lab: Lab) => read(lab.balancer.accessLog().at(-1)!);

it("R9.1 a request is one line of 34 fields that say where it came from, where it went and what became of it", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { withClock: true });
  target.answer = (_request, response) => {
    lab.clock.nowMs += 250;
    response.writeHead(201).end("made");
  };
  const client = await lab.connect();
  const head = 'GET /a?b=%20"c HTTP/1.1\r\nHost: Lab.example\r\nUser-Agent: test "1"\r\n\r\n';
  const over = lab.event("request");
  client.send(head);
  const response = await client.response();
  await over;
  const line = newest(lab);
  expect(line).toMatchObject({
    type: "http",
    time: "2026-04-05T02:07:14.250000Z",
    request_creation_time: "2026-04-05T02:07:14.000000Z",
    "client:port": `127.0.0.1:${client.socket.localPort}`,
    "target:port": `127.0.0.1:${target.port}`,
    request_processing_time: "0.000",
    target_processing_time: "0.250",
    response_processing_time: "0.000",
    elb_status_code: "201",
    target_status_code: "201",
    received_bytes: String(head.length),
    sent_bytes: String(response.head.length + 4 + "4\r\nmade\r\n0\r\n\r\n".length),
    request: `GET http://Lab.example:${lab.balancer.port}/a?b=%20\\x22c HTTP/1.1`,
    user_agent: "test \\x221\\x22",
    ssl_cipher: "-",
    ssl_protocol: "-",
    trace_id: target.requests[0]!.headers["x-amzn-trace-id"],
    matched_rule_priority: "0",
    actions_executed: "forward",
    redirect_url: "-",
    error_reason: "-",
    "target:port_list": `127.0.0.1:${target.port}`,
    target_status_code_list: "201",
    ip_address: "127.0.0.1",
  });
  expect(line.elb).toMatch(/^app\/sticky-rooms\/[0-9a-f]{16}$/);
  expect(line.target_group_arn).toMatch(/^arn:aws:elasticloadbalancing:.*:targetgroup\/sticky-rooms\/[0-9a-f]{16}$/);
  expect(line.conn_trace_id).toMatch(/^TID_[0-9a-f]{32}$/);
});

it("R9.1 what the balancer answered itself has no target, and times of -1", async () => {
  const lab = await startBalancerFor([]);
  const refused = await lab.get("/");
  expect(newest(lab)).toMatchObject({
    type: "http",
    sent_bytes: String(refused.head.length + 4 + refused.body.length),
    "target:port": "-",
    request_processing_time: "-1",
    target_processing_time: "-1",
    response_processing_time: "-1",
    elb_status_code: "503",
    target_status_code: "-",
    actions_executed: "-",
    "target:port_list": "-",
  });
  const client = await lab.connect();
  const error = lab.event("elb-error");
  client.send("nonsense\r\n\r\n");
  await error;
  expect(newest(lab)).toMatchObject({
    elb_status_code: "400",
    request: `- http://sticky-rooms.elb.localhost:${lab.balancer.port}- -`,
    time: expect.stringMatching(TIME),
  });
});

it("R9.1 what is not a request is logged as in captures: no bytes received, 272 sent, the load balancer's name", async () => {
  const lab = await startBalancerFor([]);
  const client = await lab.connect();
  client.send("nonsense\r\n\r\n");
  await client.response();
  expect(newest(lab)).toMatchObject({
    received_bytes: "0",
    sent_bytes: "272",
    request: `- http://sticky-rooms.elb.localhost:${lab.balancer.port}- -`,
    user_agent: "-",
  });
});

it("R9.1 a request of HTTP/1.0 without Host names the load balancer", async () => {
  const lab = await startBalancerFor([await startTarget("a")]);
  const client = await lab.connect();
  const over = lab.event("request");
  client.send("GET /a HTTP/1.0\r\n\r\n");
  await over;
  expect(newest(lab).request).toBe(`GET http://sticky-rooms.elb.localhost:${lab.balancer.port}/a HTTP/1.0`);
});

it("R9.1 a 502 has the time that passed at the target, and a 504 has none", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], {
    withClock: true,
    loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.5" },
  });
  const times = async () => {
    const over = lab.event("request");
    await lab.get("/");
    await over;
    const line = newest(lab);
    return [
      line.elb_status_code,
      line.request_processing_time,
      line.target_processing_time,
      line.response_processing_time,
    ];
  };
  target.answer = (request) => {
    lab.clock.nowMs += 1_600;
    request.socket.destroy();
  };
  expect(await times()).toEqual(["502", "0.000", "1.600", "-1"]);
  target.answer = () => void (lab.clock.nowMs += 500);
  expect(await times()).toEqual(["504", "0.000", "-1", "-1"]);
});

it("R9.1 an answer whose body turns out to be broken before any of it left counts as never sent: 502", async () => {
  const target = await startRawTarget("a", (socket) =>
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
  );
  const lab = await startBalancerFor([target]);
  const over = lab.event("request");
  const response = await lab.get("/");
  await over;
  expect(response.status).toBe(502);
  expect(newest(lab)).toMatchObject({
    elb_status_code: "502",
    target_status_code: "-",
    sent_bytes: String(response.head.length + 4 + response.body.length),
  });
});

it("R9.1 two more fields end each line when that is set, as in one capture of September 2026", async () => {
  const lab = await startBalancerFor([await startTarget("a")], { accessLog: { moreFields: 2 } });
  const over = lab.event("request");
  await lab.get("/");
  await over;
  expect(lab.balancer.accessLog()[0]).toMatch(/ 127\.0\.0\.1 "-" "-"$/);
});

it("R9.1 the bytes of an answer in a target's place belong to its request's line, an upgrade's too", async () => {
  const target = await startTarget("a");
  target.answer = (request) => void request.socket.destroy();
  target.onUpgrade = (_request, socket) => void socket.destroy();
  const lab = await startBalancerFor([target]);
  const bytes = ({ head, body }: { head: string; body: string }) => String(head.length + 4 + body.length);
  const plain = lab.event("request");
  const response = await lab.get("/");
  await plain;
  expect(newest(lab)).toMatchObject({ elb_status_code: "502", sent_bytes: bytes(response) });
  const upgrade = lab.event("request");
  const refused = await lab.upgrade();
  await upgrade;
  expect(newest(lab)).toMatchObject({ elb_status_code: "502", sent_bytes: bytes(refused.response) });
});

it("R9.1 three requests on one connection are three lines with one connection trace id, each with its own bytes", async () => {
  const lab = await startBalancerFor([await startTarget("a")]);
  const client = await lab.connect();
  const heads = ["/", "/longer", "/"].map((path) => `GET ${path} HTTP/1.1\r\nHost: lab.example\r\n\r\n`);
  for (const head of heads) {
    const over = lab.event("request");
    client.send(head);
    const response = await client.response();
    await over;
    expect(newest(lab).received_bytes).toBe(String(head.length));
    expect(Number(newest(lab).sent_bytes)).toBeLessThan(response.head.length + response.body.length + 100);
  }
  await lab.get("/other");
  await expect.poll(() => lab.balancer.accessLog().length).toBe(4);
  const ids = lab.balancer.accessLog().map((line) => read(line).conn_trace_id);
  expect([new Set(ids.slice(0, 3)).size, new Set(ids).size]).toEqual([1, 2]);
});

it("R9.1 a WebSocket is one line, written when it closes, of type ws, with the bytes of the whole connection", async () => {
  const lab = await startBalancerFor([await startTarget("a")], { withClock: true });
  const { client, response } = await lab.upgrade();
  const text = "x".repeat(5_000);
  client.send(text);
  await client.until(text);
  expect(lab.balancer.accessLog()).toEqual([]);
  lab.clock.nowMs += 10_000;
  const closed = lab.event("tunnel-closed");
  client.socket.end();
  expect(await closed).toMatchObject({ seconds: 10, targetId: "a" });
  expect(lab.balancer.accessLog()).toHaveLength(1);
  const line = newest(lab);
  expect(line).toMatchObject({ type: "ws", elb_status_code: "101", target_status_code: "101" });
  expect(Date.parse(line.time) - Date.parse(line.request_creation_time)).toBe(10_000);
  expect(Number(line.sent_bytes)).toBe(response.head.length + 4 + text.length);
  expect(Number(line.received_bytes)).toBeGreaterThan(text.length);
});

it("R9.1 a refused upgrade is a line of type http", async () => {
  const target = await startTarget("a");
  target.onUpgrade = (_request, socket) =>
    socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  const lab = await startBalancerFor([target]);
  const over = lab.event("request");
  await lab.upgrade();
  await over;
  expect(newest(lab)).toMatchObject({ type: "http", elb_status_code: "400", target_status_code: "400" });
});

it("R9.1 only the newest lines are kept, as many as was said", async () => {
  const lab = await startBalancerFor([await startTarget("a")], { accessLog: { entries: 3 } });
  for (let i = 0; i < 10; i += 1) {
    const over = lab.event("request");
    await lab.get(`/${i}`);
    await over;
  }
  expect(lab.balancer.accessLog().map((line) => /\/(\d) HTTP/.exec(line)?.[1])).toEqual(["7", "8", "9"]);
});

it("R9.3 scripted traffic adds up, counter by counter", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { targetGroupAttributes: { "stickiness.enabled": "true" } });
  const before = lab.balancer.state().metrics;
  expect(before).toMatchObject({
    HealthyHostCount: 1,
    UnHealthyHostCount: 0,
    RequestCount: 0,
    ActiveConnectionCount: 0,
  });
  target.answer = (request, response) => void response.writeHead(Number(request.url!.slice(1))).end();
  for (const status of [200, 204, 302, 404, 404, 500]) {
    const over = lab.event("request");
    await lab.get(`/${status}`);
    await over;
  }
  const refused = lab.event("elb-error");
  await lab.get("/", [], "TRACE");
  await refused;
  expect(lab.balancer.state().metrics).toMatchObject({
    RequestCount: 6,
    NonStickyRequestCount: 6,
    HTTPCode_Target_2XX_Count: 2,
    HTTPCode_Target_3XX_Count: 1,
    HTTPCode_Target_4XX_Count: 2,
    HTTPCode_Target_5XX_Count: 1,
    HTTPCode_ELB_4XX_Count: 1,
    HTTPCode_ELB_5XX_Count: 0,
    TargetConnectionErrorCount: 0,
    // Seven clients and one shared connection to the target.
    NewConnectionCount: 8,
  });
});

it("R9.3 ProcessedBytes are the bytes of all requests and answers, both ways", async () => {
  const lab = await startBalancerFor([await startTarget("a")]);
  for (const path of ["/", "/longer"]) {
    const over = lab.event("request");
    await lab.get(path);
    await over;
  }
  const lines = lab.balancer.accessLog().map(read);
  const bytes = lines.map((line) => Number(line.received_bytes) + Number(line.sent_bytes));
  expect(lab.metric("ProcessedBytes")).toBe(bytes[0]! + bytes[1]!);
  expect(bytes[0]).toBeGreaterThan(200);
});

it("R9.3 health checks count as nothing", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { healthCheck: { intervalSeconds: 0.05 } });
  await expect.poll(() => target.probes.length).toBeGreaterThan(3);
  expect(lab.balancer.state().metrics).toMatchObject({ RequestCount: 0, NewConnectionCount: 0, ProcessedBytes: 0 });
});

it("R9.3 an open WebSocket adds two to ActiveConnectionCount and one to RequestCount; messages are not requests", async () => {
  const lab = await startBalancerFor([await startTarget("a")]);
  const { client, response } = await lab.upgrade();
  for (let i = 0; i < 3; i += 1) {
    client.send("message.");
    await client.until("message.");
  }
  expect([lab.metric("ActiveConnectionCount"), lab.metric("RequestCount")]).toEqual([2, 1]);
  expect(lab.metric("HTTPCode_Target_2XX_Count")).toBe(0);
  const closed = lab.event("tunnel-closed");
  client.socket.end();
  await closed;
  expect(lab.metric("ActiveConnectionCount")).toBe(0);
  expect(lab.metric("ProcessedBytes")).toBeGreaterThan(response.head.length + 2 * 24);
});

it("R9.3 RequestCount counts requests for which a target was chosen, and a failed connect is counted once", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target]);
  await target.die();
  const error = lab.event("elb-error");
  await lab.get("/");
  await error;
  await lab.get("/", [`X-Long: ${"x".repeat(20_000)}`]);
  expect([lab.metric("RequestCount"), lab.metric("TargetConnectionErrorCount")]).toEqual([1, 1]);
  expect([lab.metric("HTTPCode_ELB_502_Count"), lab.metric("HTTPCode_ELB_4XX_Count")]).toEqual([1, 1]);
});
