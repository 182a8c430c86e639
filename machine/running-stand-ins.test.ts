import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { announceStandIn, sharedCookiesSentence } from "./running-stand-ins.ts";

it("finds those that run, forgets those that do not, and leaves nothing", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stand-ins-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, String(process.ppid)), "http://localhost:8000");
  // No process has a number above 2^22.
  writeFileSync(path.join(folder, "99999999"), "http://localhost:9000");
  const { others, close } = announceStandIn("http://localhost:7000", folder);
  expect(others).toEqual(["http://localhost:8000"]);
  expect(readdirSync(folder).sort()).toEqual([String(process.pid), String(process.ppid)].sort());
  close();
  expect(readdirSync(folder)).toEqual([String(process.ppid)]);
});

it.each([
  ["http://localhost:7000", ["http://localhost:8000"], "open this one at http://127.0.0.1:7000"],
  ["http://127.0.0.1:7000", ["http://127.0.0.1:8000"], "open this one at http://localhost:7000"],
  ["http://localhost:7000", ["http://127.0.0.1:8000"], null],
  ["http://localhost:7000", [], null],
])("%s beside %j: %s", (url, others, sentence) => {
  expect(sharedCookiesSentence(url, others)?.split("; ").at(-1) ?? null).toBe(sentence);
});
