import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../machine/redis/find-redis-server.ts";
import { startRedis } from "../machine/redis/start-redis.ts";
import type { ControlState } from "../protocol/control/state.ts";
import { isOpen } from "../machine/ports.ts";
import { isAlive } from "../machine/processes/is-alive.ts";

const withoutRedis = findRedisServer() ? "" : ` (skipped: redis-server is missing; ${HOW_TO_INSTALL_REDIS})`;

interface Lab {
  child: ChildProcessWithoutNullStreams;
  stdout: () => string;
  stderr: () => string;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

async function runLab(...args: string[]): Promise<Lab> {
  const logDir = await mkdtemp(path.join(tmpdir(), "lab-logs-"));
  const child = spawn(process.execPath, [
    "tooling/bootstrap/run-entry.js",
    "lab/main.ts",
    "--log-dir",
    logDir,
    ...args,
  ]);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exited = once(child, "exit").then(([code, signal]) => ({ code, signal }));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
    await rm(logDir, { recursive: true, force: true });
  });
  return { child, stdout: () => output.stdout, stderr: () => output.stderr, exited };
}

async function readyLab(...args: string[]) {
  const lab = await runLab("--port", "0", "--control-port", "0", ...args);
  await vi.waitFor(() => expect(lab.stdout()).toMatch(/^ready /m), { timeout: 30_000, interval: 50 });
  const [, url, controlUrl] = /^ready (http\S+) \(control API (http\S+)\)$/m.exec(lab.stdout()) ?? [];
  const state = (await (await fetch(`${controlUrl}/state`)).json()) as {
    targets: { id: string; health: { state: string }; process: { pid: number } }[];
  };
  return { ...lab, url: url!, controlUrl: controlUrl!, targets: state.targets };
}

const allGone = (pids: number[]) =>
  vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 10_000, interval: 50 });

describe("npm start", () => {
  it("is ready when every instance is healthy, and SIGINT stops all of it with exit code 0", async () => {
    const lab = await readyLab();
    expect(lab.targets.map((target) => [target.id, target.health.state])).toEqual([
      ["chat-1", "healthy"],
      ["chat-2", "healthy"],
      ["chat-3", "healthy"],
    ]);
    expect((await fetch(lab.url)).status).toBe(200);

    lab.child.kill("SIGINT");
    expect(await lab.exited).toEqual({ code: 0, signal: null });
    await allGone(lab.targets.map((target) => target.process.pid));
    await expect(fetch(lab.controlUrl)).rejects.toThrow("fetch failed");
  });

  it("leaves no orphan when it is killed, not even a paused instance", async () => {
    const lab = await readyLab("--instances", "2");
    expect((await fetch(`${lab.controlUrl}/targets/chat-1/pause`, { method: "POST" })).status).toBe(200);
    lab.child.kill("SIGKILL");
    await allGone(lab.targets.map((target) => target.process.pid));
  });

  it("refuses a port in use with one sentence and exit code 2", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    onTestFinished(() => void blocker.close());
    const { port } = blocker.address() as AddressInfo;
    for (const [taken, free] of [
      ["--port", "--control-port"],
      ["--control-port", "--port"],
    ] as const) {
      const lab = await runLab(taken, `${port}`, free, "0");
      expect(await lab.exited).toEqual({ code: 2, signal: null });
      expect(lab.stderr()).toMatch(new RegExp(`^port ${port} is in use, .* with ${taken} .*\n$`));
      expect(lab.stdout()).toBe("");
    }
  });

  it("refuses a Redis that is not there with one sentence, without its password, and exit code 2", async () => {
    const redis = "redis://:secret@127.0.0.1:1";
    const lab = await runLab("--port", "0", "--control-port", "0", "--state", "redis", "--redis-url", redis);
    expect(await lab.exited).toEqual({ code: 2, signal: null });
    expect(lab.stderr()).toMatch(
      /^no Redis at redis:\/\/127\.0\.0\.1:1: connect ECONNREFUSED .*; start one there, or leave --redis-url out: .*\n$/,
    );
    expect(lab.stderr()).not.toContain("secret");
    expect(lab.stdout()).toBe("");
  });

  it("refuses a bad option with one sentence and exit code 2", async () => {
    const lab = await runLab("--instances", "many");
    expect(await lab.exited).toEqual({ code: 2, signal: null });
    expect(lab.stderr()).toBe('--instances is "many"; allowed: a whole number from 1 to 12\n');
  });

  it("explains itself on stdout", async () => {
    const lab = await runLab("--help");
    expect(await lab.exited).toEqual({ code: 0, signal: null });
    expect(lab.stdout()).toContain("--stickiness on|off");
    expect(lab.stderr()).toBe("");
  });
});

describe.skipIf(withoutRedis)(`npm start with rooms in Redis${withoutRedis}`, () => {
  it("keeps the rooms in the Redis that it is given", async () => {
    const redis = await startRedis();
    onTestFinished(() => redis.close());
    const lab = await readyLab("--instances", "1", "--state", "redis", "--redis-url", redis.url);
    expect(await (await fetch(`${lab.url}/health`)).json()).toMatchObject({ status: "healthy", state: "redis" });
    expect(await (await fetch(`${lab.controlUrl}/state`)).json()).toMatchObject({
      lab: { state: "redis", redis: { own: false, address: `redis://127.0.0.1:${redis.port}` } },
    });
    lab.child.kill("SIGTERM");
    expect(await lab.exited).toEqual({ code: 0, signal: null });
    expect(redis.state).toBe("running");
  });

  it("starts a Redis of its own without an address, and leaves none when it is killed", async () => {
    const lab = await readyLab("--instances", "1", "--state", "redis");
    const { redis } = ((await (await fetch(`${lab.controlUrl}/state`)).json()) as ControlState).lab;
    expect(redis).toMatchObject({ own: true, state: "running" });
    const redisPort = Number(new URL(redis!.address).port);
    expect(await isOpen("127.0.0.1", redisPort)).toBe(true);
    lab.child.kill("SIGKILL");
    await vi.waitFor(async () => expect(await isOpen("127.0.0.1", redisPort)).toBe(false), 10_000);
  });
});
