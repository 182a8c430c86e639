import { execFile, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { freePort } from "../../machine/ports.ts";

/** Images are pulled and built; all that is waited for below takes seconds. */
const BUILD_MS = 900_000;
const run = promisify(execFile);

const withoutPlugin = lackingPlugin();
const reason = withoutPlugin || lackingEngine();

describe.skipIf(withoutPlugin)(`docker compose config${withoutPlugin}`, () => {
  it.each([
    [[]],
    [["--profile", "redis"]],
    [["--profile", "observability"]],
    [["-f", "compose.yaml", "-f", "compose.ports.yaml"]],
  ])("finds compose.yaml right with %j", (options) => {
    const args = ["compose", ...options, "config", "--quiet"];
    const { status, stderr } = spawnSync("docker", args, { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe.skipIf(reason)(`docker compose up${reason}`, { timeout: BUILD_MS }, () => {
  it("gives three healthy instances behind the balancer, and SIGTERM ends each with exit code 0", async () => {
    const containers = await up([]);
    const names = await Promise.all(Array.from({ length: 6 }, containers.hostname));
    expect(new Set(names)).toEqual(new Set(["chat-1", "chat-2", "chat-3"]));

    expect(await containers.compose("exec", "-T", "chat-1", "id", "-un")).toBe("node\n");
    const writing = containers.compose("exec", "-T", "chat-1", "touch", "/app/a-file");
    await expect(writing).rejects.toThrow("Read-only file system");

    await containers.compose("stop");
    expect(await containers.exitCodes()).toEqual({ balancer: 0, "chat-1": 0, "chat-2": 0, "chat-3": 0 });

    // Before node takes signals it is ended by them; what is killed after the grace period ends with 137.
    await containers.compose("start", "chat-2");
    await containers.compose("stop", "chat-2");
    expect([0, 128 + 15]).toContain((await containers.exitCodes())["chat-2"]);
  });

  it("keeps the rooms in Valkey with the profile redis", async () => {
    const containers = await up(["redis"], { STATE: "redis" });
    const health = (await (await fetch(`${containers.url}/health`)).json()) as { state: string };
    expect(health.state).toBe("redis");
  });

  it("shows each instance on the dashboard of the profile observability", async () => {
    const port = String(await freePort());
    await up(["observability"], { METRICS_PORT: port });
    const ask = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
    await expect
      .poll(async () => (await ask("/api/v1/query?query=chat_rooms")).match(/chat-\d/g)?.toSorted(), {
        timeout: 30_000,
      })
      .toEqual(["chat-1", "chat-2", "chat-3"]);
    expect(await ask("/vmui/custom-dashboards")).toContain("Session ID unknown");
  });
});

function lackingPlugin(): string {
  const { stdout } = spawnSync("docker", ["compose", "version"], { encoding: "utf8" });
  return stdout?.includes("Compose") ? "" : " (skipped: no Docker with its compose plugin)";
}

function lackingEngine(): string {
  return spawnSync("docker", ["info"]).status === 0 ? "" : " (skipped: no Docker engine that runs)";
}

/** compose.yaml as a project of the test's own, once all its containers are healthy. */
async function up(profiles: string[], settings: Record<string, string> = {}) {
  const project = `sticky-rooms-test-${randomBytes(3).toString("hex")}`;
  const port = String(await freePort());
  const env = { ...process.env, ...settings, PORT: port, CONTROL_PORT: String(await freePort()) };
  const options = ["compose", "--project-name", project, ...profiles.flatMap((profile) => ["--profile", profile])];
  const compose = async (...args: string[]) => (await run("docker", [...options, ...args], { env })).stdout;
  onTestFinished(async () => {
    await compose("down", "--volumes", "--timeout", "1");
  }, 60_000);
  await compose("up", "--build", "--detach", "--wait");
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    compose,
    async hostname() {
      const answer = await fetch(`${url}/health`);
      expect(answer.status, `${await answer.clone().text()}\n${await compose("logs")}`).toBe(200);
      return ((await answer.json()) as { hostname: string }).hostname;
    },
    async exitCodes() {
      const lines = (await compose("ps", "--all", "--format", "json")).trim().split("\n");
      const containers = lines.map((line) => JSON.parse(line) as { Service: string; ExitCode: number });
      return Object.fromEntries(containers.map(({ Service, ExitCode }) => [Service, ExitCode]));
    },
  };
}
