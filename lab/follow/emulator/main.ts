import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { HELP, parseAwsLocalOptions } from "./options.ts";
import { bringUpStack } from "./emulated-stack.ts";
import { missingTools } from "./missing-tools.ts";
import { startMoto } from "./start-moto.ts";
import { startFailure } from "../../start-failure.ts";
import { tryPorts } from "../../../machine/try-ports.ts";
import { startChildGuard } from "../../../machine/processes/child-guard.ts";
import { readOptions } from "../../../machine/commands/read-options.ts";
import { refuse } from "../../../machine/commands/refuse.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

const say = (line: string) => process.stderr.write(`${line}\n`);

const options = readOptions(parseAwsLocalOptions);
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const missing = missingTools(["terraform", "moto_server"]);
if (missing.length > 0)
  refuse(`npm run aws:local needs ${missing.join("; and ")}. Install what is missing and try again`);

await tryPorts([options.lab.port ?? 0, options.lab.controlPort ?? 0]).catch((error: unknown) => {
  refuse(startFailure(error, options.lab) ?? String(error));
});

const stopping = new AbortController();
let lab: ChildProcess | null = null;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    stopping.abort();
    // In a terminal it has had the signal too, and a second one would end it before it has stopped its instances.
    if (signal !== "SIGINT" || !process.stdin.isTTY) lab?.kill(signal);
  });
}

const { root } = options;
const workDir = path.join(root, "../.aws-local");
mkdirSync(workDir, { recursive: true });
// The emulator and the lab go with this process, however it goes.
const childGuard = startChildGuard();
const moto = await startMoto({ port: options.emulatorPort, cwd: workDir, onSpawn: childGuard.guard }).catch(
  (error: unknown) => refuse(`${String(error)}\nchoose another port with --emulator-port`),
);
try {
  const stack = await bringUpStack({
    emulator: moto.url,
    root,
    workDir,
    recordings: path.join(ROOT, ".aws-local", "recordings"),
    env: process.env,
    fresh: options.fresh,
    onProgress: say,
    signal: stopping.signal,
  });
  writeFileSync(path.join(workDir, "env"), shellLines(stack.env));
  const follow = ["--follow", moto.url, "--load-balancer", stack.loadBalancer];
  lab = spawn(
    process.execPath,
    [path.join(ROOT, "tooling/bootstrap/run-entry.js"), "lab/main.ts", ...follow, ...options.startArgs],
    {
      stdio: "inherit",
      env: { ...process.env, AWS_REGION: stack.region },
    },
  );
  if (lab.pid !== undefined) childGuard.guard(lab.pid);
  say(`
  AWS is emulated at ${moto.url}, and terraform/ is applied to it. In another terminal:

    cd ${path.relative(process.cwd(), root)} && . ../.aws-local/env
    terraform apply -auto-approve -var stickiness_enabled=false
    terraform apply -auto-approve -var instance_count=5        # what you do not name goes back to its default
    aws elbv2 describe-target-groups                           # AWS's command line works too

  The addresses in Terraform's outputs lead nowhere here; the chat is where the line "ready" says.
`);
  const [code] = (await once(lab, "exit")) as [number | null];
  process.exitCode = code ?? 1;
} catch (error) {
  if (!stopping.signal.aborted) say(error instanceof Error ? error.message : String(error));
  process.exitCode = stopping.signal.aborted ? 130 : 2;
} finally {
  await moto.close();
  await childGuard.close();
}
process.exit();

/** For a shell to read in. */
function shellLines(env: Record<string, string | undefined>): string {
  return Object.entries(env)
    .map(([name, value]) =>
      value === undefined ? `unset ${name}\n` : `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
    )
    .join("");
}
