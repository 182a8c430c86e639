// Runs a TypeScript entry file on a clone that has only Node and npm: installs the dependencies when they are missing,
// incomplete or older than the lock file, then runs the file in this very process. A program that was
// built runs so, unless its sources have changed since.
// usage: node tooling/bootstrap/run-entry.js [FILE [arguments…]]   (without FILE it only installs)
import path from "node:path";
import { pathToFileURL } from "node:url";
import { builtProgram } from "../../machine/build/built-program.js";
import { InstallError, installDependencies, isInstalled } from "./install-dependencies.js";
import { stopWithNpm } from "./stop-with-npm.js";

const root = path.resolve(import.meta.dirname, "../..");
const [entry, ...args] = process.argv.slice(2);
/** Folders with dependencies of their own, which npm start does without. */
const NEEDS_ALL = /^(?:docs|e2e|observability|probe\/doctor\/fixtures\/servers|tooling)\//;
const NOT_INSTALLED = "node_modules/ is missing, or not what package-lock.json says. Run npm ci, then try again.";

if (process.env["npm_lifecycle_event"]) stopWithNpm();
try {
  const whole = NEEDS_ALL.test(entry ?? "");
  if (!isInstalled(root, whole)) {
    if (args.includes("--no-install")) throw new InstallError(NOT_INSTALLED);
    await installDependencies(root, whole);
  }
  if (entry) await run(path.resolve(root, entry));
} catch (error) {
  const sentence = sentenceFor(error);
  if (sentence === null) throw error;
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

/** @param {string} file */
async function run(file) {
  process.argv = [process.argv[0] ?? "node", file, ...args];
  const built = builtProgram(root, entry ?? "");
  if (built === null) {
    const { register } = await import("tsx/esm/api");
    register();
  }
  await import(pathToFileURL(built ?? file).href);
}

/**
 * What to tell a person; null for a bug of ours.
 * @param {unknown} error
 */
function sentenceFor(error) {
  if (error instanceof InstallError) return error.message;
  const missing =
    error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND"
      ? /Cannot find package '([^']+)'/.exec(error.message)?.[1]
      : undefined;
  return missing === undefined
    ? null
    : `node_modules/ is incomplete ("${missing}" is missing). Run npm ci, then try again.`;
}
