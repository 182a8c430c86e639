import { expect, it } from "vitest";
import { startBalancerFor, type Lab } from "../fixtures/start-balancer-for.ts";
import { startRawTarget } from "../fixtures/start-raw-target.ts";

const MODE = "routing.http.desync_mitigation_mode";
type Mode = "monitor" | "defensive" | "strictest";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

const get = (lines: string) => `GET / HTTP/1.1\r\nHost: x\r\n${lines}\r\n`;
const post = (lines: string, body = "") => `POST / HTTP/1.1\r\nHost: x\r\n${lines}\r\n${body}`;
const LENGTH = "Content-Length: 2\r\n";
const CHUNKED = "Transfer-Encoding: chunked\r\n";
const CHUNKS = "2\r\nhi\r\n0\r\n\r\n";

/** Class, reason, request, and what the target gets of header and body if it gets the request. */
const CASES: [tier: "Acceptable" | "Ambiguous" | "Severe", reason: string, request: string, forwarded?: RegExp][] = [
  ["Acceptable", "GetHeadZeroContentLength", get("Content-Length: 0\r\n"), /\r\nContent-Length: 0\r\n/],
  ["Acceptable", "NonCompliantHeader", get("X-A: a\x01b\r\n"), /X-A: a.b\r\n/],
  ["Acceptable", "NonCompliantHeader", get("X A: 1\r\n"), /X A: 1\r\n/],
  ["Acceptable", "NonCompliantVersion", get("").replace("HTTP/1.1", "HTTP/1.1 \t"), /^GET \/ HTTP\/1\.1\r\n/],
  ["Acceptable", "SpaceInUri", get("").replace("GET /", "GET /a b"), /^GET \/a b HTTP\/1\.1\r\n/],
  ["Ambiguous", "AmbiguousUri", get("").replace("GET /", "GET /a\x01"), /^GET \/a. HTTP\/1\.1\r\n/],
  ["Ambiguous", "EmptyHeader", get(": nobody\r\n"), /^(?!.*nobody)/s],
  ["Ambiguous", "EmptyHeader", get(" \t\r\nX-A: 1\r\n"), /X-A: 1\r\n/],
  ["Ambiguous", "UndefinedContentLengthSemantics", `${get(LENGTH)}hi`, /Content-Length: 2\r\n\r\nhi$/],
  ["Ambiguous", "UndefinedTransferEncodingSemantics", get(CHUNKED) + CHUNKS, /chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n$/],
  [
    "Ambiguous",
    "UndefinedTransferEncodingSemantics",
    `POST / HTTP/1.0\r\n${CHUNKED}\r\n${CHUNKS}`,
    /chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n$/,
  ],
  [
    "Ambiguous",
    "DuplicateContentLength",
    post(LENGTH + LENGTH, "hi"),
    /^(?:(?!Content-Length).)*Content-Length: 2\r\n\r\nhi$/s,
  ],
  [
    "Ambiguous",
    "BothTeClPresent",
    post(LENGTH + CHUNKED, CHUNKS),
    /^(?!.*Content-Length).*chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n$/s,
  ],
  ["Ambiguous", "SuspiciousHeader", post(`${LENGTH}Content_Length: 2\r\n`, "hi"), /Content_Length: 2\r\n\r\nhi$/],
  ["Ambiguous", "SuspiciousHeader", post(`${LENGTH}Transfer-Encoding : chunked\r\n`, "hi"), /\r\n\r\nhi$/],
  ["Severe", "BadHeader", get("X-A: a\0b\r\n"), /X-A: a\0b\r\n/],
  ["Severe", "BadUri", get("").replace("GET /", "GET /\0"), /^GET \/\0 HTTP/],
  ["Severe", "MultipleTransferEncodingChunked", post(CHUNKED + CHUNKED, CHUNKS), /2\r\nhi\r\n0\r\n\r\n$/],
  ["Severe", "MultipleContentLength", post(`${LENGTH}Content-Length: 3\r\n`, "hi")],
  ["Severe", "MultipleContentLength", post(`${LENGTH}Content_Length: 3\r\n`, "hi"), /\r\n\r\nhi$/],
  ["Severe", "BadContentLength", post("Content-Length: 2,2\r\n", "hi")],
  ["Severe", "BadTransferEncoding", post("Transfer-Encoding: xchunked\r\n", CHUNKS)],
];

async function start(mode: Mode) {
  const target = await startRawTarget("a", (socket) => {
    socket.write(OK);
    socket.on("data", () => socket.write(OK));
  });
  const lab = await startBalancerFor([target], { loadBalancerAttributes: { [MODE]: mode } });
  return { target, lab };
}

/** What the newest log line says: status, class and reason. */
function logged(lab: Lab): string[] {
  const [, status, tier, reason] = / (\d{3}) (?:\d{3}|-) \d+ \d+ .* "([^"]*)" "([^"]*)" TID_/.exec(
    lab.balancer.accessLog().at(-1)!,
  )!;
  return [status!, tier!, reason!];
}

it.each(CASES)(
  "R7.6 %s, %s: passed or blocked as each mode says, and logged so: %j",
  async (tier, reason, request, forwarded) => {
    for (const mode of ["monitor", "defensive", "strictest"] as const) {
      const { target, lab } = await start(mode);
      const isBlocked = mode === "strictest" || (mode === "defensive" && tier === "Severe");
      const client = await lab.connect();
      client.send(request);
      const { status, ...response } = await client.response();
      const isRefused = isBlocked || forwarded === undefined;
      expect([mode, response.get("server")]).toEqual([mode, isRefused ? "awselb/2.0" : null]);
      // An encoding that nobody knows is refused by rule R7.8 where this one lets it pass.
      expect(status).toBe(isBlocked ? 400 : !isRefused ? 200 : reason === "BadTransferEncoding" ? 501 : 400);
      expect(isRefused ? [await client.ended(), response.get("connection")] : ["", "close"]).toEqual(["", "close"]);
      await expect.poll(() => target.received()).toMatch(isRefused ? /^$/ : forwarded);
      await expect.poll(() => lab.balancer.accessLog()).toHaveLength(1);
      expect(logged(lab)).toEqual([String(status), tier, reason]);
      expect(lab.metric("DesyncMitigationMode_NonCompliant_Request_Count")).toBe(1);
    }
  },
);

it.each<[mode: Mode, request: string, closes: boolean]>([
  ["defensive", post(LENGTH, "hi"), false],
  ["defensive", get("Content-Length: 0\r\n"), false],
  ["defensive", `${get(LENGTH)}hi`, true],
  ["defensive", post(LENGTH + LENGTH, "hi"), true],
  ["monitor", `${get(LENGTH)}hi`, false],
])(
  "R7.6 in mode %s both connections are closed after what is ambiguous, and no others: %j, %s",
  async (mode, request, closes) => {
    const { target, lab } = await start(mode);
    const client = await lab.connect();
    client.send(request);
    expect((await client.response()).get("connection")).toBe(closes ? "close" : "keep-alive");
    expect(closes ? await client.ended() : "").toBe("");
    expect((await lab.get("/")).status).toBe(200);
    expect(target.sockets).toHaveLength(closes ? 2 : 1);
  },
);

it("R7.6 a compliant request is logged without a class, and what is none without a request", async () => {
  const { lab } = await start("defensive");
  await lab.get("/");
  await expect.poll(() => lab.balancer.accessLog()).toHaveLength(1);
  expect(logged(lab)).toEqual(["200", "-", "-"]);
  const client = await lab.connect();
  client.send("nonsense\r\n\r\n");
  await client.ended();
  expect(logged(lab)).toEqual(["400", "-", "-"]);
});

it("R7.6 the mode is defensive unless set", async () => {
  const lab = await startBalancerFor([]);
  expect(lab.balancer.state().loadBalancer.attributes[MODE]).toBe("defensive");
  expect(lab.balancer.modifyLoadBalancerAttributes({ [MODE]: "off" })).toMatchObject({
    key: MODE,
    allowed: "monitor, defensive, strictest",
  });
});
