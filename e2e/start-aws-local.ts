import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { copyRootFiles } from "../lab/follow/emulator/copy-root-files.ts";
import { runTerraform } from "../lab/follow/emulator/run-terraform.ts";
import { startChild } from "../machine/processes/start-child.ts";

/** `npm run aws:local` as a person runs it, on a copy of the Terraform root. */
export interface AwsLocal {
  url: string;
  /** Runs Terraform as its text says to. Rejects when that fails. */
  terraform(...args: string[]): Promise<void>;
  /** What it said since it was started. */
  said(): string;
  /** As Ctrl-C does. Resolves with its exit code. */
  interrupt(): Promise<number | null>;
}

const ROOT = path.resolve(import.meta.dirname, "..");
const ANY_PORTS = ["--emulator-port", "0", "--port", "0", "--control-port", "0"];
const TERRAFORM_TIMEOUT_MS = 120_000;
const START_TIMEOUT_MS = 300_000;

/** Resolves when the lab is ready: in seconds where an apply was recorded, else after a minute and a half. */
export async function startAwsLocal(): Promise<AwsLocal> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-aws-local-"));
  const root = path.join(folder, "terraform");
  copyRootFiles(path.join(ROOT, "terraform"), root);
  const args = [
    "tooling/bootstrap/run.cjs",
    "lab/follow/emulator/main.ts",
    "--root",
    root,
    "--log-dir",
    path.join(folder, "logs"),
    ...ANY_PORTS,
  ];
  let said = "";
  const child = startChild(process.execPath, args, {
    name: "npm run aws:local",
    cwd: ROOT,
    onLine: (line) => (said += `${line}\n`),
  });
  const exited = child.ended.then(({ code }) => {
    rmSync(folder, { recursive: true, force: true });
    return code;
  });
  const url = await child.ready((line) => /^ready (\S+)/.exec(line)?.[1] ?? null, START_TIMEOUT_MS, "get ready");

  const env = { ...process.env, ...settingsIn(path.join(folder, ".aws-local", "env")) };
  return {
    url,
    said: () => said,
    terraform: async (...command) => {
      const { code, stderr } = await runTerraform(command, { cwd: root, env, timeoutMs: TERRAFORM_TIMEOUT_MS });
      if (code !== 0) throw new Error(`terraform ${command.join(" ")} ended with ${code}\n${stderr}`);
    },
    interrupt: () => {
      child.signal("SIGINT");
      return exited;
    },
  };
}

/** What a shell would have set after reading the file in. */
function settingsIn(file: string): Record<string, string | undefined> {
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^(?:export|unset) (\w+)(?:='(.*)')?$/.exec(line)!;
      return [name!, value];
    }),
  );
}
