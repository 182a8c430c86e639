import { expect, test } from "vitest";
import { connectionProblem } from "./connection-problem.ts";

const unknownSession = '{"code":1,"message":"Session ID unknown"}';

test.each([
  ["the instance's 400 for an unknown session", "xhr poll error", 400, unknownSession, "unknown-session"],
  ["a 400 without that body is somebody else's", "xhr poll error", 400, "<html>", "http-error"],
  ["another Engine.IO error", "xhr post error", 400, '{"code":3,"message":"Bad request"}', "http-error"],
  ["broken JSON", "xhr poll error", 400, "{", "http-error"],
  ["a refused origin", "xhr poll error", 403, '{"code":4,"message":"Forbidden"}', "origin-refused"],
  ["no healthy target", "xhr poll error", 503, "<html>", "no-target"],
  ["a dead target", "xhr poll error", 502, "<html>", "bad-gateway"],
  ["a hung target", "xhr poll error", 504, "<html>", "timeout"],
  ["nobody there", "xhr poll error", 0, null, "unreachable"],
  ["a WebSocket that never opened", "websocket error", null, null, "unreachable"],
  ["an attempt that took too long", "timeout", null, null, "timeout"],
  ["no ping", "ping timeout", null, null, "ping-timeout"],
  ["the server's disconnect", "io server disconnect", null, null, "closed-by-server"],
  ["a closed connection", "transport close", null, null, "transport-lost"],
  ["a broken connection", "transport error", null, null, "transport-lost"],
  ["a broken connection by an unknown session", "transport error", 400, unknownSession, "unknown-session"],
  ["anything else", "parse error", null, null, "other"],
])("classifies %s", (_case, reason, status, body, kind) => {
  expect(connectionProblem({ reason, status, body }).kind).toBe(kind);
});
