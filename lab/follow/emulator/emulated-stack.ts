import { readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { emulatorEnv } from "./emulator-env.ts";
import { findPluginDir } from "./find-plugin-dir.ts";
import { createMotoRecorder } from "./moto-recorder.ts";
import { createWorldReader } from "../read-world.ts";
import { DECISIVE_VARIABLES, refuseUnplayable, type DecisiveVariables } from "../refuse-unplayable.ts";
import { UserError } from "../../../machine/user-error.ts";
import { runTerraform } from "./run-terraform.ts";
import { stackDigest } from "./stack-digest.ts";
import { createStackRecordings } from "./stack-recordings.ts";

export interface EmulatedStackOptions {
  /** Where the emulator listens; nobody has asked it for anything yet. */
  emulator: string;
  /** The Terraform root. Its state is that of a workspace, apart from a real deployment's. */
  root: string;
  /** Where the provider is kept. */
  workDir: string;
  /** Where applies are kept, to be replayed. */
  recordings: string;
  env: Record<string, string | undefined>;
  /** Apply even if an earlier apply could be replayed. */
  fresh?: boolean;
  onProgress: (line: string) => void;
  signal?: AbortSignal;
}

/** What is in the emulator. */
export interface EmulatedStack {
  region: string;
  loadBalancer: string;
  /** What Terraform and AWS's command line need, to work with it; undefined: not to be set. */
  env: Record<string, string | undefined>;
}

const APPLY_TIMEOUT_MS = 300_000;
const WORKSPACE = "aws-local";

interface State {
  outputs: Record<string, { value: string }>;
}

/**
 * Brings the Terraform root up in an emulator. The first time it applies it, which takes over a minute, since the AWS
 * provider waits 60 s for a load balancer; the calls are recorded, and replayed in seconds as long as the root's files
 * and Terraform's version stay the same and the emulator gives the same ids.
 * @throws {UserError} in Terraform's words when it fails, in ours when it would.
 */
export async function bringUpStack(options: EmulatedStackOptions): Promise<EmulatedStack> {
  const { emulator, root, workDir, env, fresh = false, onProgress, signal } = options;
  const state = path.join(root, "terraform.tfstate.d", WORKSPACE, "terraform.tfstate");
  const recordings = createStackRecordings(options.recordings);
  const recorder = createMotoRecorder(emulator);
  const stack = (region?: string) => ({ ...emulatorEnv(emulator, region), ...stackEnv(workDir) });
  const terraform = async (args: string[], input = "") => {
    const run = await runTerraform(args, {
      cwd: root,
      env: { ...env, ...stack() },
      timeoutMs: APPLY_TIMEOUT_MS,
      input,
      signal,
      onLine: (line) => / (Creating|Creation complete|Still creating)/.test(line) && onProgress(`  ${line}`),
    });
    if (run.code === 0) return run.stdout;
    throw new UserError(`terraform ${args[0]} ended with ${run.code ?? "no exit code"}\n${run.stderr}`);
  };
  const result = async (): Promise<EmulatedStack> => {
    const { region, load_balancer_name: name } = outputsOf(readFileSync(state, "utf8"));
    return { region: region!, loadBalancer: name!, env: stack(region) };
  };

  await mkdir(workDir, { recursive: true });
  await mkdir(path.dirname(state), { recursive: true });
  onProgress("terraform init …");
  const pluginDir = findPluginDir(env);
  await terraform(["init", "-lockfile=readonly", ...(pluginDir ? [`-plugin-dir=${pluginDir}`] : [])]);

  const { terraform_version: version } = JSON.parse(await terraform(["version", "-json"])) as Record<string, string>;
  const digest = stackDigest(root, env, version!);
  const recording = fresh ? null : recordings.find(digest);
  if (recording) {
    onProgress("replaying the recorded apply …");
    await recorder.replay(recording.calls);
    await writeFile(state, recording.state);
    if (await isSame(emulator, recording.state)) return result();
    onProgress("the emulator gave other ids than when it was recorded; applying again");
  }

  // A string in HCL, which JSON reads too.
  const variables = JSON.parse(await terraform(["console"], DECISIVE_VARIABLES)) as string;
  const refusal = refuseUnplayable(JSON.parse(variables) as DecisiveVariables);
  if (refusal !== null) throw new UserError(refusal);

  onProgress("terraform apply … about 80 s the first time, since the AWS provider waits 60 s for a load balancer");
  await rm(state, { force: true });
  await recorder.start();
  // One call at a time: the order of the calls decides over the ids that a replay gives.
  await terraform(["apply", "-auto-approve", "-parallelism=1"]);
  await recordings.keep(digest, { calls: await recorder.stop(), state: readFileSync(state, "utf8") });
  return result();
}

function stackEnv(workDir: string): Record<string, string> {
  return {
    TF_DATA_DIR: path.join(workDir, "data"),
    TF_WORKSPACE: WORKSPACE,
    // The emulator writes no access logs, and their bucket's life cycle takes the AWS provider 55 s.
    TF_VAR_access_logs_enabled: "false",
    // The root leaves it to the person who applies it; the stand-in listens on this machine alone.
    TF_VAR_allowed_cidrs: '["127.0.0.0/8"]',
  };
}

/** Whether the emulator holds what the state says. */
async function isSame(emulator: string, state: string): Promise<boolean> {
  const { region, target_group_arn: targetGroup } = outputsOf(state);
  const reader = createWorldReader({ url: emulator, region: region! });
  try {
    const world = await reader.read();
    return world.targetGroup.arn === targetGroup && world.instances.length > 0;
  } catch {
    return false;
  } finally {
    reader.close();
  }
}

function outputsOf(state: string): Record<string, string> {
  const { outputs } = JSON.parse(state) as State;
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}
