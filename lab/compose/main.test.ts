import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";

/** An instance that somebody else runs. */
async function startTarget(): Promise<string> {
  const http = createServer((_request, response) => response.end("here I am"));
  http.listen(0, "127.0.0.1");
  onTestFinished(() => void http.close());
  await once(http, "listening");
  return `localhost:${(http.address() as AddressInfo).port}`;
}

function run(env: Record<string, string>) {
  const child = spawn(process.execPath, ["tooling/bootstrap/run-entry.js", "lab/compose/main.ts"], {
    env: { ...process.env, PORT: "0", CONTROL_PORT: "0", ...env },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  return { child, output, exited };
}

async function ready(env: Record<string, string>) {
  const program = run(env);
  const READY = /^ready (http\S+) \(control API (http\S+)\)$/m;
  await vi.waitFor(() => expect(program.output.stdout).toMatch(READY), { timeout: 20_000, interval: 50 });
  const [, url, controlUrl] = READY.exec(program.output.stdout)!;
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(controlUrl! + path, { method, body: body === undefined ? null : JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Answer };
  };
  const healthy = () =>
    vi.waitFor(
      async () =>
        expect((await call("GET", "/state")).body.targets?.map(({ health }) => health.state)).toEqual(["healthy"]),
      { timeout: 10_000, interval: 50 },
    );
  return { ...program, url: url!, call, healthy };
}

interface Answer {
  targets?: { id: string; health: { state: string }; process: unknown }[];
  lab?: { state: string; obstacle: string; obstacles: Record<string, string | null> };
  error?: { message: string };
  "stickiness.enabled"?: string;
}

it("balances between instances that somebody else runs, and ends with exit code 0", async () => {
  const program = await ready({ TARGETS: await startTarget(), STICKINESS: "off" });
  await program.healthy();
  const plain = await fetch(program.url);
  expect(await plain.text()).toBe("here I am");
  expect(plain.headers.getSetCookie()).toEqual([]);

  const on = await program.call("PATCH", "/target-group/attributes", { "stickiness.enabled": "true" });
  expect(on.body["stickiness.enabled"]).toBe("true");
  expect((await fetch(program.url)).headers.getSetCookie().join("\n")).toContain("AWSALB=");

  program.child.kill("SIGTERM");
  expect(await program.exited).toBe(0);
  expect(program.output.stderr).toBe("");
});

it("refuses what only Docker Compose can do, and says so before anybody asks", async () => {
  const program = await ready({ TARGETS: await startTarget(), STATE: "redis" });
  await program.healthy();
  const { lab, targets } = (await program.call("GET", "/state")).body;
  expect(targets).toMatchObject([{ id: "localhost", process: null }]);
  expect(lab).toMatchObject({ state: "redis", obstacle: expect.stringContaining("docker compose --profile redis up") });
  const { add, processes, experiment, people, ...possible } = lab!.obstacles;
  expect(possible).toEqual({ attributes: null, drain: null });
  expect(processes).toContain("docker compose kill");
  expect(experiment).toContain(`npm run experiment -- --url ${program.url}`);

  for (const [path, message] of [
    ["/targets", add],
    ["/targets/localhost/kill", processes],
    ["/targets/localhost/restart", processes],
    ["/experiment", experiment],
    ["/people", people],
  ]) {
    expect(await program.call("POST", path!)).toEqual({ status: 409, body: { error: { message } } });
  }
  expect((await program.call("POST", "/targets/localhost/deregister")).status).toBe(200);
  expect((await program.call("POST", "/targets/elsewhere/deregister")).status).toBe(404);
});

it("names each setting that is wrong, and ends with exit code 2", async () => {
  const program = run({ TARGETS: "chat-1", STICKINESS: "maybe" });
  expect(await program.exited).toBe(2);
  expect(program.output.stderr).toContain('STICKINESS is "maybe"; allowed: on, off');
  expect(program.output.stderr).toContain('TARGETS is "chat-1"; allowed: different hosts with ports');
});
