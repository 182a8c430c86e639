import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";

export interface TerraformRun {
  /** Null: it could not be started, or was ended because of `timeoutMs`. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface TerraformOptions {
  /** The root module's folder. */
  cwd: string;
  env: Record<string, string | undefined>;
  /** An unimplemented call of an emulator is repeated for many minutes: nothing runs without a limit. */
  timeoutMs: number;
  onLine?: (line: string) => void;
  /** What it reads from stdin. */
  input?: string;
  /** Ends it before its time. */
  signal?: AbortSignal | undefined;
}

/** Gives Terraform this long to stop in order after its time is up. */
const GRACE_MS = 15_000;

/** Runs `terraform ARGS` without colours and questions, and resolves when it has ended, however it ended. */
export function runTerraform(args: string[], options: TerraformOptions): Promise<TerraformRun> {
  const { cwd, env, timeoutMs, onLine = () => {}, input = "", signal } = options;
  const config = env["TF_CLI_CONFIG_FILE"];
  const child = spawn("terraform", args, {
    cwd,
    env: {
      ...env,
      // A missing one makes Terraform complain each time.
      TF_CLI_CONFIG_FILE: config && existsSync(config) ? config : undefined,
      CHECKPOINT_DISABLE: "1",
      TF_IN_AUTOMATION: "1",
      TF_INPUT: "0",
      TF_CLI_ARGS: "-no-color",
    },
    stdio: ["pipe", "pipe", "pipe"],
  });
  // One that could not be started, or reads nothing, says so itself.
  child.stdin.on("error", () => {}).end(input);
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    createInterface({ input: child[name] }).on("line", (line) => {
      output[name] += `${line}\n`;
      onLine(line);
    });
  }
  let kill: NodeJS.Timeout | undefined;
  const stop = () => {
    child.kill("SIGINT");
    kill ??= setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  };
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  return new Promise((resolve) => {
    const end = (code: number | null) => {
      clearTimeout(timer);
      clearTimeout(kill);
      signal?.removeEventListener("abort", stop);
      resolve({ code, ...output });
    };
    child.once("error", (error) => {
      output.stderr += `${error.message}\n`;
      end(null);
    });
    child.once("close", (code) => end(code));
  });
}
