import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startChildGuard } from "../../../machine/processes/child-guard.ts";
import { startChild, type Child } from "../../../machine/processes/start-child.ts";
import { tryPorts } from "../../../machine/ports.ts";
import { UserError } from "../../../machine/user-error.ts";
import { startFailure } from "../../start-failure.ts";
import { bringUpStack } from "./emulated-stack.ts";
import { missingTools } from "./missing-tools.ts";
import type { awsLocalCommand } from "./options.ts";
import { startMoto } from "./start-moto.ts";

const ROOT = path.resolve(import.meta.dirname, "../../..");

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Emulates AWS and runs the lab as that AWS until a signal or the lab ends it. */
export async function runEmulator(options: ReturnType<typeof awsLocalCommand.read>): Promise<number> {
  const missing = missingTools(["terraform", "moto_server"]);
  if (missing.length > 0) {
    throw new UserError(`npm run aws:local needs ${missing.join("; and ")}. Install what is missing and try again`);
  }
  await tryPorts([options.lab.port ?? 0, options.lab.controlPort ?? 0]).catch((error: unknown) => {
    throw startFailure(error, options.lab);
  });

  const stopping = new AbortController();
  let lab: Child | null = null;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      stopping.abort();
      // In a terminal it has had the signal too, and a second one would end it before it has stopped its instances.
      if (signal !== "SIGINT" || !process.stdin.isTTY) lab?.signal(signal);
    });
  }

  const { root } = options;
  const workDir = path.join(root, "../.aws-local");
  mkdirSync(workDir, { recursive: true });
  // The emulator and the lab end with this process, however it ends.
  const childGuard = startChildGuard();
  try {
    const moto = await startMoto({ port: options.emulatorPort, cwd: workDir, childGuard }).catch((error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`${error.message}\nchoose another port with --emulator-port`);
    });
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
      lab = startChild(
        process.execPath,
        [path.join(ROOT, "tooling/bootstrap/run-entry.js"), "lab/main.ts", ...follow, ...options.startArgs],
        { stdout: "inherit", stderr: "inherit", env: { ...process.env, AWS_REGION: stack.region }, childGuard },
      );
      say(`
  AWS is emulated at ${moto.url}, and terraform/ is applied to it. In another terminal:

    cd ${path.relative(process.cwd(), root)} && . ../.aws-local/env
    terraform apply -auto-approve -var stickiness_enabled=false
    terraform apply -auto-approve -var instance_count=5        # what you do not name goes back to its default
    aws elbv2 describe-target-groups                           # AWS's command line works too

  The addresses in Terraform's outputs lead nowhere here; the chat is where the line "ready" says.
`);
      return (await lab.ended).code ?? 1;
    } catch (error) {
      if (stopping.signal.aborted) return 130;
      throw error;
    } finally {
      await moto.close();
    }
  } finally {
    await childGuard.close();
  }
}

/** For a shell to read in. */
function shellLines(env: Record<string, string | undefined>): string {
  return Object.entries(env)
    .map(([name, value]) =>
      value === undefined ? `unset ${name}\n` : `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
    )
    .join("");
}
