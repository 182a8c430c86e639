import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { PROGRAM, runInstance, runningInstance } from "./fixtures/run-instance.ts";

test("its first log line says where it listens and which boot this is", async () => {
  const run = await runningInstance();
  expect(run.logged[0]).toMatchObject({
    level: 30,
    instance: "chat-1",
    hostname: "chat-1",
    pid: run.child.pid,
    msg: "listening",
    port: Number(new URL(run.url).port),
    bootId: expect.stringMatching(/^[\w-]{36}$/),
  });
  const report = (await (await fetch(`${run.url}/api/instance`)).json()) as { bootId: string };
  expect(report.bootId).toBe(run.logged[0]!["bootId"]);
});

test("a bad environment: every complaint at once, one line each, exit code 2", async () => {
  const run = runInstance({ PORT: "70000", STATE: "disk", LOG_TEXT: "yes", CORS_ORIGINS: "*", DRAIN_MS: "-1" });
  expect(await run.exited).toEqual({ code: 2, signal: null });
  expect(run.stderr().trimEnd().split("\n")).toEqual([
    'PORT="70000": allowed is a whole number from 0 to 65535',
    'STATE="disk": allowed is memory, redis',
    expect.stringMatching(/^CORS_ORIGINS="\*": allowed is origins such as /),
    'LOG_TEXT="yes": allowed is 0 or 1',
    'DRAIN_MS="-1": allowed is a whole number from 0 to 3600000',
  ]);
  expect(run.logged).toEqual([]);
});

test("a port in use and an address that is not here: one sentence, exit code 2", async () => {
  const blocker = createServer().listen(0, "127.0.0.1");
  await once(blocker, "listening");
  onTestFinished(() => void blocker.close());
  const { port } = blocker.address() as AddressInfo;
  const taken = runInstance({ PORT: String(port) });
  expect(await taken.exited).toEqual({ code: 2, signal: null });
  expect(taken.stderr()).toBe(`cannot listen on HOST=127.0.0.1 PORT=${port}: the port is in use; set another one\n`);
  const strange = runInstance({ PORT: "0", HOST: "no-such-host.invalid" });
  expect(await strange.exited).toEqual({ code: 2, signal: null });
  expect(strange.stderr()).toMatch(/^cannot listen on HOST=no-such-host\.invalid PORT=0: .*\n$/);
});

test("an option that there is not, and --help", async () => {
  const unknown = runInstance({}, "--port");
  expect(await unknown.exited).toEqual({ code: 2, signal: null });
  expect(unknown.stderr()).toBe("unknown option --port; --help lists what can be set\n");
  const help = runInstance({}, "--help");
  expect(await help.exited).toEqual({ code: 0, signal: null });
  expect(help.logged.map(({ msg }) => msg)).toContain("  DRAIN_MS=10000");
});

test("it ends when the process that started it dies and held a channel to it", async () => {
  const script = `require("node:child_process").spawn(process.execPath, [${JSON.stringify(PROGRAM)}], {
    stdio: ["ignore", "inherit", "ignore", "ipc"],
  });`;
  const parent = spawn(process.execPath, ["-e", script], { env: { PORT: "0" }, stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void parent.kill("SIGKILL"));
  await once(parent.stdout, "data");
  parent.kill("SIGKILL");
  // The pipe ends when both of its writers have.
  parent.stdout.resume();
  await expect(once(parent.stdout, "end")).resolves.toEqual([]);
});
