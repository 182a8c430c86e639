import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { emulatorEnv } from "./emulator-env.ts";
import { findPluginDir } from "./find-plugin-dir.ts";
import { createMotoRecorder } from "./moto-recorder.ts";
import { runTerraform } from "./run-terraform.ts";
import { createWorldReader } from "./read-world.ts";

export interface EmulatedStackOptions {
  /** Where the emulator listens; nobody has asked it for anything yet. */
  emulator: string;
  /** The Terraform root. */
  root: string;
  /** Where state, provider and recording are kept, apart from a real deployment's. */
  workDir: string;
  env: Record<string, string | undefined>;
  /** Apply even if an earlier apply could be replayed. */
  fresh?: boolean;
  onProgress: (line: string) => void;
  signal?: AbortSignal;
}

/** Terraform could not do what it was asked to; the message holds its own words. */
export class TerraformError extends Error {
  override name = "TerraformError";
}

const APPLY_TIMEOUT_MS = 300_000;

/**
 * Brings the Terraform root up in an emulator. The first time it applies it, which takes over a minute, since the AWS
 * provider waits 60 s for a load balancer; the calls are recorded, and replayed in seconds as long as the root's files
 * stay the same.
 */
export async function bringUpStack(options: EmulatedStackOptions): Promise<void> {
  const { emulator, root, workDir, env, fresh = false, onProgress, signal } = options;
  await mkdir(workDir, { recursive: true });
  const state = path.join(workDir, "terraform.tfstate");
  const saved = { recording: path.join(workDir, "recording"), state: path.join(workDir, "recorded.tfstate") };
  const recorder = createMotoRecorder(emulator);
  const terraform = async (...args: string[]) => {
    const run = await runTerraform(args, {
      cwd: root,
      env: { ...env, ...emulatorEnv(emulator), ...stackEnv(root, workDir) },
      timeoutMs: APPLY_TIMEOUT_MS,
      signal,
      onLine: (line) => / (Creating|Creation complete|Still creating)/.test(line) && onProgress(`  ${line}`),
    });
    if (run.code === 0) return;
    throw new TerraformError(`terraform ${args[0]} ended with ${run.code ?? "no exit code"}\n${run.stderr}`);
  };

  onProgress("terraform init …");
  const pluginDir = findPluginDir(env);
  await terraform("init", "-lockfile=readonly", ...(pluginDir ? [`-plugin-dir=${pluginDir}`] : []));

  const key = digest(root, env);
  const recording = existsSync(saved.recording) ? await readFile(saved.recording, "utf8") : "";
  if (!fresh && recording.startsWith(`${key}\n`)) {
    onProgress("replaying the recorded apply …");
    await recorder.replay(recording.slice(key.length + 1));
    await copyFile(saved.state, state);
    if (await isSame(emulator, state)) return;
    onProgress("the emulator gave other ids than when it was recorded; applying anew");
  }

  onProgress("terraform apply … about 80 s the first time, since the AWS provider waits 60 s for a load balancer");
  await rm(state, { force: true });
  await recorder.start();
  // One call at a time: the order of the calls decides over the ids that a replay gives.
  await terraform("apply", "-auto-approve", "-parallelism=1");
  await writeFile(saved.recording, `${key}\n${await recorder.stop()}`);
  await copyFile(state, saved.state);
}

/** What a person's own `terraform apply` in the root needs, besides the emulator's address, to use this state. */
export function stackEnv(root: string, workDir: string): Record<string, string> {
  const state = `-state=${path.relative(root, path.join(workDir, "terraform.tfstate"))}`;
  const commands = ["apply", "plan", "destroy", "refresh", "output"];
  return {
    TF_DATA_DIR: path.join(workDir, "data"),
    // The emulator writes no access logs, and their bucket's life cycle takes the AWS provider 55 s.
    TF_VAR_access_logs_enabled: "false",
    ...Object.fromEntries(commands.map((command) => [`TF_CLI_ARGS_${command}`, state])),
  };
}

/** Whether the emulator holds what the state says. */
async function isSame(emulator: string, state: string): Promise<boolean> {
  const { outputs } = JSON.parse(await readFile(state, "utf8")) as { outputs: Record<string, { value: string }> };
  const reader = createWorldReader({ url: emulator, region: outputs["region"]!.value });
  try {
    const world = await reader.read();
    return world.targetGroup.arn === outputs["target_group_arn"]!.value && world.instances.length > 0;
  } catch {
    return false;
  } finally {
    reader.close();
  }
}

/** Of everything that decides what an apply does. */
function digest(root: string, env: Record<string, string | undefined>): string {
  const hash = createHash("sha256");
  for (const name of readdirSync(root).sort()) {
    if (!/\.(tf|tftpl|tfvars)$|\.tfvars\.json$|^\.terraform\.lock\.hcl$/.test(name)) continue;
    hash
      .update(`${name}\0`)
      .update(readFileSync(path.join(root, name)))
      .update("\0");
  }
  for (const [name, value] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name.startsWith("TF_VAR_")) hash.update(`${name}=${value}\0`);
  }
  return hash.digest("hex");
}
