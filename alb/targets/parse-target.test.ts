import { expect, it } from "vitest";
import { parseTarget } from "./parse-target.ts";

it.each([
  ["http://127.0.0.1:3001", { id: "127.0.0.1:3001", address: "127.0.0.1", port: 3001 }],
  ["http://127.0.0.1:3001/", { id: "127.0.0.1:3001", address: "127.0.0.1", port: 3001 }],
  ["localhost:3002", { id: "localhost:3002", address: "localhost", port: 3002 }],
  ["http://app.internal", { id: "app.internal:80", address: "app.internal", port: 80 }],
  ["http://[::1]:3001", { id: "[::1]:3001", address: "::1", port: 3001 }],
])("%s", (value, target) => {
  expect(parseTarget(value)).toEqual(target);
});

it.each([
  "",
  "https://127.0.0.1:3001",
  "http://a:3001/path",
  "http://a:3001?x",
  "http://u@a:3001",
  "a:70000",
  "http://",
  "a b:1",
  "localhost",
  "ftp://a:1",
])("%j is not a target", (value) => {
  expect(parseTarget(value)).toBe(`"${value}" is not a target; allowed: a URL like http://127.0.0.1:3001`);
});
