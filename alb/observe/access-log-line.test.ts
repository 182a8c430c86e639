import { expect, it } from "vitest";
import { accessLogLine, type AccessLogEntry } from "./access-log-line.ts";

const ENTRY: AccessLogEntry = {
  type: "http",
  atMs: Date.UTC(2026, 10, 24, 9, 31, 10, 123),
  loadBalancer: "app/sticky-rooms/50dc6c495c0c9188",
  client: "127.0.0.1:4711",
  target: "127.0.0.1:8002",
  requestSeconds: 0,
  targetSeconds: 0.048,
  responseSeconds: 0.037,
  elbStatus: 200,
  targetStatus: 200,
  receivedBytes: 34,
  sentBytes: 366,
  requestLine: "GET http://localhost:8000/ HTTP/1.1",
  userAgent: "curl/7.46.0",
  tls: null,
  targetGroup: "arn:aws:elasticloadbalancing:local:000000000000:targetgroup/sticky-rooms/73e2d6bc24d8a067",
  traceId: "Root=1-58337262-36d228ad5d99923122bbe354",
  createdAtMs: Date.UTC(2026, 10, 24, 9, 31, 10, 38),
  rulePriority: 0,
  actions: "forward",
  redirectUrl: null,
  errorReason: null,
  classification: null,
  connectionTraceId: "TID_1234abcd5678ef90",
  node: "127.0.0.1",
};
/** Splits at spaces outside quotes, as AWS's own pattern for Athena does. */
const fields = (line: string) => line.match(/"[^"]*"|[^ ]+/g) ?? [];

it("is one line of the 34 fields, in AWS's order (R9.1)", () => {
  expect(accessLogLine(ENTRY)).toBe(
    [
      "http 2026-11-24T09:31:10.123000Z app/sticky-rooms/50dc6c495c0c9188 127.0.0.1:4711 127.0.0.1:8002",
      "0.000 0.048 0.037 200 200 34 366",
      '"GET http://localhost:8000/ HTTP/1.1" "curl/7.46.0" - -',
      "arn:aws:elasticloadbalancing:local:000000000000:targetgroup/sticky-rooms/73e2d6bc24d8a067",
      '"Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2026-11-24T09:31:10.038000Z "forward" "-" "-"',
      '"127.0.0.1:8002" "200" "-" "-" TID_1234abcd5678ef90 "-" "-" "-" 127.0.0.1',
    ].join(" "),
  );
  expect(fields(accessLogLine(ENTRY))).toHaveLength(34);
});

it("writes - for what is absent and -1 for a time that never was", () => {
  const line = accessLogLine({
    ...ENTRY,
    target: null,
    targetStatus: null,
    requestSeconds: -1,
    targetSeconds: -1,
    responseSeconds: -1,
    userAgent: null,
    traceId: null,
  });
  expect(fields(line)).toHaveLength(34);
  expect(fields(line).slice(4, 10)).toEqual(["-", "-1", "-1", "-1", "200", "-"]);
});

it.each([
  ['a " quote', "a \\x22 quote"],
  ["a\\backslash", "a\\x5Cbackslash"],
  ["a\r\nline", "a\\x0D\\x0Aline"],
])("a client cannot break out of its field with %j", (userAgent, expected) => {
  const line = accessLogLine({ ...ENTRY, userAgent });
  expect(fields(line)).toHaveLength(34);
  expect(fields(line)[13]).toBe(`"${expected}"`);
});
