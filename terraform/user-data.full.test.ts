import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { missingTools } from "../lab/follow/emulator/missing-tools.ts";

const missing = missingTools(["terraform"]).join();
const HOST = "ip-10-42-0-4.ec2.internal";
const IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/chat:v1";

describe.skipIf(missing)(`an instance's first boot${missing ? ` (skipped, missing: ${missing})` : ""}`, () => {
  it("logs in to a registry of AWS by the instance's role", () => {
    const { commands, dockerConfig } = boot({ image: IMAGE });
    expect(commands[0]).toBe("dnf install -y docker amazon-ecr-credential-helper");
    expect(JSON.parse(dockerConfig)).toEqual({
      credHelpers: { "123456789012.dkr.ecr.us-east-1.amazonaws.com": "ecr-login" },
    });
  });

  it("waits for an image that is pushed later", () => {
    const { commands } = boot({ image: IMAGE, failedPulls: 2 });
    expect(commands.filter((command) => command === `docker pull ${IMAGE}`)).toHaveLength(3);
    expect(commands.filter((command) => command === "sleep 10")).toHaveLength(2);
  });

  it("waits for it no longer than the Auto Scaling group waits for the instance", () => {
    const sleeps = boot({ image: IMAGE, failedPulls: 1_000, fails: "pull" }).commands.filter(
      (command) => command === "sleep 10",
    );
    const group = readFileSync(path.join(import.meta.dirname, "instances.tf"), "utf8");
    const graceSeconds = Number(/health_check_grace_period = (\d+)/.exec(group)![1]);
    // Booting itself takes up to three minutes.
    expect(sleeps.length * 10 + 180).toBeLessThanOrEqual(graceSeconds);
  });

  it("runs one container under the host's name, without privileges", () => {
    const image = "registry.example.com:5000/team/chat:1.0.0";
    const { commands, dockerConfig } = boot({ image });
    const run = commands.at(-1)!;
    expect(dockerConfig).toBe("");
    expect(run).toMatch(/^docker run --detach .* registry\.example\.com:5000\/team\/chat:1\.0\.0$/);
    expect(run).toContain("--no-healthcheck ");
    expect(run).toContain(`--publish 8000:8000 --hostname ${HOST} `);
    expect(run).toContain(`--env INSTANCE=${HOST} `);
    expect(run).toContain("--read-only --cap-drop ALL --security-opt no-new-privileges ");
    expect(run).toContain(`--log-opt awslogs-stream=${HOST} `);
    expect(run).not.toContain("REDIS_URL");
  });

  it.each([
    ["packages", { dnf: "No route to host" }, "No route to host"],
    ["pull", { failedPulls: 1_000 }, "no image yet (attempt 12)"],
    ["architecture", { architecture: "riscv64" }, "the image is for riscv64, the instance is"],
    ["run", { run: "port is already allocated" }, "port is already allocated"],
  ] as const)("says in the instances' log that it failed, at which step (%s) and why", (step, broken, reason) => {
    const { commands, put } = boot({ image: IMAGE, ...broken, fails: step });
    expect(commands.find((command) => command.startsWith("aws logs create-log-stream"))).toContain(
      `--log-group-name /chat/instances --log-stream-name boot-${HOST}`,
    );
    const { logEvents } = JSON.parse(put) as { logEvents: [{ timestamp: number; message: string }] };
    expect(Math.abs(logEvents[0].timestamp - Date.now())).toBeLessThan(3_600_000);
    const line = JSON.parse(logEvents[0].message) as { reason: string };
    expect(line).toMatchObject({ level: 50, instance: HOST, step, msg: "boot failed", status: expect.any(Number) });
    expect(line.reason).toContain(reason);
  });

  it("says nothing of the kind when it went well", () => {
    expect(boot({ image: IMAGE }).commands.filter((command) => command.startsWith("aws "))).toEqual([]);
  });

  it("tells the instance of the shared store", () => {
    const { commands } = boot({ image: IMAGE, redisUrl: "rediss://store.example:6379" });
    expect(commands.at(-1)).toContain("--env STATE=redis --env REDIS_URL=rediss://store.example:6379 ");
  });
});

const shellcheck = spawnSync("shellcheck", ["--version"]).status === 0;
const reason = missing ? ` (skipped, missing: ${missing})` : shellcheck ? "" : " (skipped, missing: shellcheck)";

describe.skipIf(reason)(`shellcheck${reason}`, () => {
  it.each(["", "rediss://store.example:6379"])("finds nothing in what an instance boots with (store %j)", (store) => {
    const values = { image: IMAGE, redis_url: store, port: "8000", log_group: "/chat/instances", region: "us-east-1" };
    const { status, stdout } = spawnSync("shellcheck", ["-"], { input: render(values), encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});

interface Boot {
  image: string;
  redisUrl?: string;
  failedPulls?: number;
  /** Of the image; by default this machine's. */
  architecture?: string;
  /** What a program says that fails. */
  dnf?: string;
  run?: string;
  /** The step that fails; without it, none. */
  fails?: string;
}

/** Runs the user data with each program replaced by one that only notes its arguments. */
function boot({ image, redisUrl = "", failedPulls = 0, architecture, dnf, run, fails }: Boot) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-boot-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = path.join(folder, "log");
  const put = path.join(folder, "put");
  const note = `#!/bin/sh\necho "$(basename "$0") $*" >>${log}\n`;
  const failing = (says: string | undefined) => (says === undefined ? "" : `echo "${says}" >&2\nexit 1\n`);
  const own = architecture ?? { arm64: "arm64", x64: "amd64" }[process.arch as string];
  const programs = {
    dnf: note + failing(dnf),
    systemctl: note,
    sleep: note,
    hostname: `#!/bin/sh\necho ${HOST}\n`,
    aws: `${note}[ "$2" != put-log-events ] || eval "printf %s \\"\\\${$#}\\"" >${put}\n`,
    docker:
      `${note}case "$1" in\n` +
      `pull) [ "$(grep -c 'docker pull' ${log})" -gt ${failedPulls} ] ;;\n` +
      `image) echo ${own} ;;\n` +
      `run) : ; ${failing(run)} ;;\nesac\n`,
  };
  for (const [name, program] of Object.entries(programs)) {
    writeFileSync(path.join(folder, name), program);
    chmodSync(path.join(folder, name), 0o755);
  }
  const script = render({
    image,
    redis_url: redisUrl,
    port: "8000",
    log_group: "/chat/instances",
    region: "us-east-1",
  })
    .replaceAll("/root/.docker", `${folder}/.docker`)
    .replaceAll("/var/log/", `${folder}/`)
    .replaceAll("/dev/console", `${folder}/console`);
  const { status, stderr } = spawnSync("bash", ["-c", script], {
    env: { ...process.env, PATH: `${folder}:${process.env["PATH"]}` },
    encoding: "utf8",
  });
  const console = path.join(folder, "console");
  expect({ status: status === 0, stderr, fails }).toMatchObject({ status: fails === undefined });
  expect(existsSync(console)).toBe(true);
  const config = path.join(folder, ".docker/config.json");
  return {
    commands: readFileSync(log, "utf8").trim().split("\n"),
    put: existsSync(put) ? readFileSync(put, "utf8") : "",
    dockerConfig: existsSync(config) ? readFileSync(config, "utf8") : "",
  };
}

/** The user data as Terraform itself renders it. */
function render(values: Record<string, string>): string {
  const template = path.join(import.meta.dirname, "user-data.sh.tftpl");
  const folder = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-render-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { stdout, stderr } = spawnSync("terraform", ["console"], {
    cwd: folder,
    input: `base64encode(templatefile(${JSON.stringify(template)}, ${JSON.stringify(values)}))\n`,
    encoding: "utf8",
  });
  const [, encoded] = /"([A-Za-z0-9+/=]+)"/.exec(stdout) ?? [];
  if (!encoded) throw new Error(`terraform console: ${stdout}${stderr}`);
  return Buffer.from(encoded, "base64").toString("utf8");
}
