import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { startChild, type Child } from "../../machine/processes/start-child.ts";
import type { ControlState } from "../../protocol/control/state.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PORTS = ["--port=0", "--control-port=0"];

function alb(...args: string[]): Child & { said: string[] } {
  const said: string[] = [];
  const command = [path.join(ROOT, "tooling/bootstrap/run-entry.js"), "cli/alb/main.ts", ...args];
  const child = startChild(process.execPath, command, {
    name: "alb",
    onLine: (line) => said.push(line),
    keptLines: 50,
  });
  onTestFinished(child.kill);
  return { ...child, said };
}

async function ready(child: Child) {
  const [, url = "", controlUrl = ""] = await child.ready(
    (line) => /^ready (\S+) \(control API (\S+)\)$/.exec(line),
    60_000,
    "get ready",
  );
  const state = async () => (await (await fetch(`${controlUrl}/state`)).json()) as ControlState;
  return { url, controlUrl, state };
}

function program(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "alb-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, "app.cjs");
  writeFileSync(file, text);
  return file;
}

const APP = `const { INSTANCE, PORT } = process.env;
require("node:http").createServer((request, response) => response.end(INSTANCE)).listen(PORT, () => console.log("up"));`;

async function target(status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end("here")).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("stands before copies of a command, which the control API can kill and restart", async () => {
  const child = alb(...PORTS, "--instances", "2", "--stickiness", "off", "--", process.execPath, program(APP));
  const { url, controlUrl, state } = await ready(child);
  const answers = await Promise.all([1, 2, 3, 4].map(async () => (await fetch(url)).text()));
  expect([...new Set(answers)].sort()).toEqual(["app-1", "app-2"]);
  expect(child.said).toEqual(expect.arrayContaining(["app-1 | up", "app-2 | up"]));

  const { pid } = (await state()).targets[0]!.process!;
  expect((await fetch(`${controlUrl}/targets/app-1/kill`, { method: "POST" })).status).toBe(200);
  expect((await state()).targets[0]!.process).toMatchObject({ state: "exited", ended: "SIGKILL" });
  expect((await fetch(`${controlUrl}/targets/app-1/restart`, { method: "POST" })).status).toBe(200);
  expect((await state()).targets[0]!.process).toMatchObject({ state: "running" });
  expect((await fetch(`${controlUrl}/people`, { method: "POST", body: "{}" })).status).toBe(409);

  const pids = (await state()).targets.map(({ process }) => process!.pid!);
  child.signal("SIGINT");
  expect(await child.ended).toMatchObject({ code: 0 });
  for (const one of [pid!, ...pids]) expect(() => process.kill(one, 0)).toThrow("ESRCH");
});

it("stands before copies that run already, on one host", async () => {
  const child = alb(...PORTS, "--target", await target(200), "--target", await target(204));
  const { url, state } = await ready(child);
  const first = await fetch(url);
  expect(first.headers.getSetCookie().map((cookie) => cookie.split("=")[0])).toEqual(["AWSALB", "AWSALBCORS"]);
  expect((await state()).targets.map(({ health, process }) => [health.state, process])).toEqual([
    ["healthy", null],
    ["healthy", null],
  ]);
});

it("takes a server that only upgrades for healthy when it is told to", async () => {
  const { state } = await ready(alb(...PORTS, "--matcher", "426", "--target", await target(426)));
  expect((await state()).targets.map(({ health }) => health.state)).toEqual(["healthy"]);
});

it("goes on while a target is not healthy, and says which option changes that", async () => {
  const url = await target(404);
  const child = alb(...PORTS, "--target", url);
  await vi.waitFor(
    () =>
      expect(child.said.join("\n")).toContain(
        `${new URL(url).host} answers 404 at /, and 200-399 is healthy: --health-path asks elsewhere, --matcher 404 takes it for healthy`,
      ),
    { timeout: 60_000, interval: 200 },
  );
  expect(child.said.join("\n")).not.toContain("ready");
  child.signal("SIGINT");
  expect(await child.ended).toMatchObject({ code: 0 });
});

it("refuses a port in use with one sentence", async () => {
  const { port } = new URL(await target(200));
  const child = alb("--port", port, "--control-port=0", "--target", "127.0.0.1:9");
  expect(await child.ended).toMatchObject({ code: 2 });
  expect(child.said).toEqual([
    `port ${port} is in use, perhaps by a lab that still runs; stop that, or choose another port for your application with --port (0: any free one)`,
  ]);
});

it.each([
  ["no-such-program", [], /^"no-such-program" cannot be started: /],
  [process.execPath, ["--eval", "process.exit(3)"], /ended with exit code 3 before it listened/],
  [
    process.execPath,
    ["--eval", "require('node:net').createServer().listen(0)"],
    /listens on port \d+ instead of \d+, which PORT names/,
  ],
])("refuses %s %j with one sentence, and leaves nothing running", async (command, args, sentence) => {
  const child = alb(...PORTS, "--instances", "1", "--start-timeout", "5", "--", command, ...args);
  expect(await child.ended).toMatchObject({ code: 2 });
  expect(child.said.at(-1)).toMatch(sentence);
});
