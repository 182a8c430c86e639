import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { copyRootFiles } from "../lab/follow/emulator/copy-root-files.ts";
import { findPluginDir } from "../lab/follow/emulator/find-plugin-dir.ts";
import { missingTools } from "../lab/follow/emulator/missing-tools.ts";
import { runTerraform, type TerraformRun } from "../lab/follow/emulator/run-terraform.ts";

interface CopiedRoot {
  cwd: string;
  run(args: string[], env?: Record<string, string | undefined>): Promise<TerraformRun>;
  remove(): void;
}

const TIMEOUT_MS = 300_000;

/**
 * A copy of this Terraform root, initialised, without anybody's state or variables: for tests. On a machine that lacks
 * a program, or cannot have the provider, it says what is missing.
 */
export async function copyRoot(tools: Parameters<typeof missingTools>[0]): Promise<CopiedRoot | { missing: string }> {
  const missing = missingTools(tools);
  if (missing.length > 0) return { missing: missing.join(" and ") };

  const cwd = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-terraform-"));
  const remove = () => rmSync(cwd, { recursive: true, force: true });
  copyRootFiles(import.meta.dirname, cwd);
  const run: CopiedRoot["run"] = (args, env = {}) =>
    runTerraform(args, { cwd, env: { ...process.env, ...env }, timeoutMs: TIMEOUT_MS });

  const pluginDir = findPluginDir(process.env);
  const init = await run(["init", "-lockfile=readonly", ...(pluginDir ? [`-plugin-dir=${pluginDir}`] : [])]);
  if (init.code === 0) return { cwd, run, remove };
  remove();
  const why = /Error: .*/.exec(init.stderr)?.[0] ?? `exit code ${init.code}`;
  return {
    missing: `the AWS provider, which terraform init could not get (${why}); TF_PLUGIN_DIR names a folder with it`,
  };
}
