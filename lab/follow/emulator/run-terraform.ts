import { existsSync } from "node:fs";
import { startChild } from "../../../machine/processes/start-child.ts";

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
export async function runTerraform(args: string[], options: TerraformOptions): Promise<TerraformRun> {
  const { cwd, env, timeoutMs, onLine = () => {}, input = "", signal } = options;
  const config = env["TF_CLI_CONFIG_FILE"];
  const output = { stdout: "", stderr: "" };
  const child = startChild("terraform", args, {
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
    input,
    // A plan as JSON is one line.
    maxLine: 64 << 20,
    onLine: (line, stream) => {
      output[stream] += `${line}\n`;
      onLine(line);
    },
  });
  let kill: NodeJS.Timeout | undefined;
  const stop = () => {
    child.signal("SIGINT");
    kill ??= setTimeout(() => child.signal("SIGKILL"), GRACE_MS);
  };
  const timer = setTimeout(stop, timeoutMs);
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  const { code, how } = await child.ended;
  clearTimeout(timer);
  clearTimeout(kill);
  signal?.removeEventListener("abort", stop);
  if (child.pid === undefined) output.stderr += `${how}\n`;
  return { code, ...output };
}
