import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { createClient } from "@redis/client";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "./find-redis-server.ts";
import { startRedis, type RedisServer } from "./start-redis.ts";
import { isAlive } from "../processes/is-alive.ts";

const missing = findRedisServer() ? "" : ` (skipped: redis-server is missing; ${HOW_TO_INSTALL_REDIS})`;

async function connect({ url }: Pick<RedisServer, "url">) {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on("error", () => {});
  await client.connect();
  onTestFinished(() => client.destroy());
  return client;
}

async function start() {
  const redis = await startRedis();
  onTestFinished(() => redis.close());
  return redis;
}

describe.skipIf(missing)(`startRedis${missing}`, () => {
  it("asks for its password", async () => {
    const { url, port } = await start();
    expect(await (await connect({ url })).ping()).toBe("PONG");
    const stranger = await connect({ url: `redis://127.0.0.1:${port}` }).catch((error: Error) => error);
    await expect(stranger instanceof Error ? Promise.reject(stranger) : stranger.get("anything")).rejects.toThrow(
      "NOAUTH",
    );
  });

  it("comes back after a kill on the same port with what was written", async () => {
    const redis = await start();
    const before = redis.url;
    await (await connect(redis)).set("greeting", "hello");
    await redis.kill();
    expect(redis.state).toBe("stopped");
    await redis.start();
    expect(redis.url).toBe(before);
    expect(await (await connect(redis)).get("greeting")).toBe("hello");
  });

  it("answers nothing while it is paused, and everything afterwards", async () => {
    const redis = await start();
    const client = await connect(redis);
    redis.pause();
    expect(redis.state).toBe("paused");
    // What is asked after it has stopped for sure cannot have been answered.
    await vi.waitFor(() => expect(processState(redis.pid!)).toMatch(/^T/));
    const answer = client.ping();
    redis.resume();
    expect(await answer).toBe("PONG");
  });

  it("leaves no folder and no process, also when it is closed while paused", async () => {
    const redis = await start();
    const { pid } = redis;
    const folder = await folderOf(redis);
    expect(existsSync(folder)).toBe(true);
    redis.pause();
    await redis.close();
    expect(isAlive(pid!)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it("dies with the process that started it, and its folder goes too", async () => {
    const script = `import { startRedis } from "./machine/redis/start-redis.ts";
      const { pid, url } = await startRedis(); console.log(JSON.stringify({ pid, url })); setInterval(() => {}, 1e6);`;
    const owner = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void owner.kill("SIGKILL"));
    const [line] = (await once(createInterface({ input: owner.stdout }), "line")) as [string];
    const { pid, url } = JSON.parse(line) as { pid: number; url: string };
    const folder = await folderOf({ url });
    owner.kill("SIGKILL");
    await vi.waitFor(() => expect([isAlive(pid), existsSync(folder)]).toEqual([false, false]), 10_000);
  });
});

async function folderOf(redis: Pick<RedisServer, "url">): Promise<string> {
  return (await (await connect(redis)).configGet("dir"))["dir"]!;
}

/** The first letter tells whether it runs, sleeps or is stopped ("T"). */
function processState(pid: number): string {
  return spawnSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
}

describe.skipIf(missing)(`startRedis without one, but with Docker${missing}`, () => {
  it("keeps its Redis in a container that ends with it", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "fake-docker-"));
    // Runs what the container would, on this machine.
    const docker = `#!/bin/sh
[ "$1" = version ] && exit 0
echo "$@" > ${folder}/asked
while [ "$1" != valkey/valkey ]; do shift; done; shift; exec "$@"
`;
    writeFileSync(path.join(folder, "docker"), docker, { mode: 0o755 });
    const server = spawnSync("sh", ["-c", "command -v redis-server || command -v valkey-server"], { encoding: "utf8" });
    symlinkSync(server.stdout.trim(), path.join(folder, "valkey-server.real"));
    // Known by its name inside alone: outside there is no server.
    writeFileSync(path.join(folder, "valkey-server"), `#!/bin/sh\n[ "$1" = - ] && exec "$0.real" -\nexit 1\n`, {
      mode: 0o755,
    });
    for (const name of ["sh", "sleep"]) {
      symlinkSync(
        spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim(),
        path.join(folder, name),
      );
    }
    const before = process.env["PATH"];
    process.env["PATH"] = folder;
    onTestFinished(() => {
      process.env["PATH"] = before;
      rmSync(folder, { recursive: true, force: true });
    });
    expect(findRedisServer()).toBe("docker");

    const redis = await start();
    expect(readFileSync(path.join(folder, "asked"), "utf8")).toContain(`-p 127.0.0.1:${redis.port}:${redis.port} `);
    expect(readFileSync(path.join(folder, "asked"), "utf8")).not.toContain(new URL(redis.url).password);
    const client = await connect(redis);
    await client.set("greeting", "hello");
    redis.pause();
    expect(redis.state).toBe("paused");
    const asked = client.get("greeting");
    redis.resume();
    expect(await asked).toBe("hello");
    await redis.kill();
    expect(redis.state).toBe("stopped");
    await redis.start();
    expect(await (await connect(redis)).get("greeting")).toBe("hello");
    const { pid } = redis;
    await redis.close();
    expect(isAlive(pid!)).toBe(false);
    await expect(connect(redis)).rejects.toThrow("ECONNREFUSED");
  }, 60_000);
});
