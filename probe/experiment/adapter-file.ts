import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../../machine/user-error.ts";

const LOAD_MS = 30_000;
/** Exit code of the process that loads it, with a sentence on stderr. */
const SAID = 93;
/** Loads the module in a process of its own: it may hang, or open what keeps a process alive. */
const LOOK = `
const { default: outer } = await import(process.argv[1]).catch((error) => say(error?.message ?? error));
if (typeof outer !== "function" && typeof outer?.default !== "function")
  say("its default export is not a function that makes an adapter, as in export default ({ instance, redisUrl }) => createAdapter(…)");
process.exit(0);
function say(why) {
  process.stderr.write(String(why).split("\\n")[0]);
  process.exit(${SAID});
}
`;

/**
 * The path of a module that makes an adapter.
 * @throws {UserError} one sentence that names the file: it is not there, throws, hangs, or makes nothing.
 */
export function checkAdapterFile(file: string): string {
  const full = path.resolve(file);
  if (!existsSync(full)) throw new UserError(`--adapter: there is no file "${file}"`);
  if (!/\.[cm]?[jt]s$/.test(full)) {
    throw new UserError(`--adapter is "${file}"; allowed: a .js, .mjs or .cjs file, or a .ts file where Node runs it`);
  }
  const args = ["--input-type=module", "--eval", LOOK, "--", pathToFileURL(full).href];
  const { status, stderr, signal } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    timeout: LOAD_MS,
    killSignal: "SIGKILL",
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status === 0) return full;
  const why =
    signal !== null
      ? `it has not finished after ${LOAD_MS / 1_000} s`
      : status === SAID
        ? stderr.split("\n").at(-1)
        : `loading it ended the process with exit code ${status}`;
  throw new UserError(`--adapter: ${file} cannot be used: ${why}`);
}
