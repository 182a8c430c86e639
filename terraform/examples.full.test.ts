import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findPluginDir } from "../lab/follow/emulator/find-plugin-dir.ts";
import { runTerraform } from "../lab/follow/emulator/run-terraform.ts";
import { copyRoot } from "./copy-root.ts";

const EXAMPLES = readdirSync(path.join(import.meta.dirname, "examples"));
/** A plan that is clean but for what AWS would answer. */
const PLAN = `mock_provider "aws" {
  source          = "../../tests/mocks"
  override_during = plan
}
run "plan" {
  command = plan
}
`;

const root = await copyRoot(["terraform"]);
const missing = "missing" in root ? root.missing : null;

describe.skipIf(missing)(
  `examples${missing ? ` (skipped because ${missing} is missing)` : ""}`,
  { timeout: 600_000 },
  () => {
    const { cwd, remove } = root as Exclude<typeof root, { missing: string }>;
    afterAll(() => remove());

    it.each(EXAMPLES)("%s is planned, without a warning", async (name) => {
      const example = path.join(cwd, "examples", name);
      mkdirSync(path.join(example, "tests"), { recursive: true });
      cpSync(path.join(import.meta.dirname, ".terraform.lock.hcl"), path.join(example, ".terraform.lock.hcl"));
      writeFileSync(path.join(example, "tests/plan.tftest.hcl"), PLAN);
      const run = (...args: string[]) => runTerraform(args, { cwd: example, env: process.env, timeoutMs: 400_000 });
      const pluginDir = findPluginDir(process.env);
      expect(await run("init", ...(pluginDir ? [`-plugin-dir=${pluginDir}`] : []))).toMatchObject({ code: 0 });
      const { code, stdout, stderr } = await run("test");
      expect({ code, said: stdout + stderr }).toEqual({
        code: 0,
        said: expect.stringContaining("1 passed, 0 failed."),
      });
      expect(stdout).not.toContain("Warning:");
    });
  },
);
