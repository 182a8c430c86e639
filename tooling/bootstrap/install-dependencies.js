import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { alone } from "../../machine/build/alone.js";

/** Why the dependencies could not be installed, and what to do about it. */
export class InstallError extends Error {
  /** @override */
  name = "InstallError";
}

const CANNOT_REACH = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ERR_SOCKET_TIMEOUT",
  "ETIMEDOUT",
]);
const MAY_NOT_WRITE = new Set(["EACCES", "EPERM", "EROFS"]);
const WORDS_KEPT = 8;

/** Folders of the repository that are npm packages of their own: what only documents, checks and pictures need. */
const WORKSPACES = path.join("node_modules", "@sticky-rooms");

/**
 * Whether `node_modules/` is what the lock file says, as far as a glance can tell: npm finished, what it installed has
 * the lock file's versions, every direct dependency is there, and it was for this kind of machine.
 * @param {string} root
 * @param {boolean} whole with what only documents, checks and pictures need
 */
export function isInstalled(root, whole) {
  const modules = path.join(root, "node_modules");
  const finished = path.join(modules, ".package-lock.json");
  if (!existsSync(finished)) return false;
  const wanted = readPackages(path.join(root, "package-lock.json"));
  const there = Object.entries(readPackages(finished));
  if (!there.every(([name, { version }]) => wanted[name] !== undefined && wanted[name].version === version))
    return false;
  const { workspaces = [] } = readPackage(root);
  const folders = [root, ...(whole ? workspaces.map((/** @type {string} */ name) => path.join(root, name)) : [])];
  const names = folders.map(readPackage).flatMap(({ dependencies, devDependencies }) => {
    return Object.keys({ ...dependencies, ...devDependencies });
  });
  return names.every((name) => existsSync(path.join(modules, name, "package.json"))) && isForThisMachine(modules);
}

/**
 * What a lock file of npm lists, by its path.
 * @param {string} file
 * @returns {Record<string, { version?: string }>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
}

/** @param {string} folder */
function readPackage(folder) {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
}

/**
 * esbuild brings one program, in a package named after the platform: another's means that the folder was copied here.
 * @param {string} modules
 */
function isForThisMachine(modules) {
  const programs = path.join(modules, "@esbuild");
  const found = existsSync(programs) ? readdirSync(programs) : [];
  return found.length === 0 || found.includes(`${process.platform}-${process.arch}`);
}

/** Beside `node_modules/`, which `npm ci` removes. */
const LOCK = ".installing";

/**
 * Installs what the lock file says, once: of two commands that start at the same time, the second waits, and then sees
 * that nothing is left to do.
 * @param {string} root
 * @param {boolean} whole with what only documents, checks and pictures need, which takes as long again
 * @throws {InstallError}
 */
export async function installDependencies(root, whole) {
  const install = async () => {
    if (!isInstalled(root, whole)) await runNpm(root, whole);
  };
  const onWait = (/** @type {string} */ pid) =>
    void process.stderr.write(`waiting for another command to install the dependencies (process ${pid}) …\n`);
  try {
    await alone(path.join(root, LOCK), install, onWait);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && "syscall" in error)) throw error;
    throw new InstallError(
      `The dependencies cannot be installed: ${root} may not be written (${String(error.code)}). Make it your own, then try again.`,
    );
  }
}

/**
 * `npm ci`, quietly; in a terminal the seconds pass visibly. What is installed already stays while the rest comes to it,
 * since a lab may be running from it.
 * @param {string} root
 * @param {boolean} whole
 * @throws {InstallError}
 */
async function runNpm(root, whole) {
  const said = "installing dependencies (only this once) …";
  process.stderr.write(`${said}\n`);
  const { command, args } = npm(process.env);
  const task = whole && isInstalled(root, false) ? ["install", "--no-save"] : ["ci"];
  // Once somebody has tested here, the tools for it are kept up to date too.
  const scope = whole || existsSync(path.join(root, WORKSPACES)) ? [] : ["--workspaces=false"];
  const child = spawn(command, [...args, ...task, ...scope, ...quietly(process.env)], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
    // npm is a script for cmd.exe there.
    shell: process.platform === "win32" && args.length === 0,
  });
  // npm takes its time over gentler signals; half a folder is noticed at the next start.
  const stop = () => {
    child.kill("SIGKILL");
    process.exit(130);
  };
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const signal of signals) process.once(signal, stop);
  const begun = Date.now();
  const ticking = process.stderr.isTTY
    ? setInterval(() => {
        process.stderr.write(`\x1b[A\r${said} ${Math.round((Date.now() - begun) / 1000)} s\x1b[K\n`);
      }, 1_000)
    : undefined;

  let words = "";
  child.stderr.setEncoding("utf8").on("data", (chunk) => (words = (words + chunk).slice(0, 10_000)));
  try {
    const [code] = await once(child, "close");
    if (code !== 0) throw new InstallError(installFailure(words, root));
    process.stderr.write(`installed in ${Math.round((Date.now() - begun) / 1000)} s\n`);
  } catch (error) {
    if (error instanceof InstallError) throw error;
    throw new InstallError(`npm could not be started (${String(error)}). Is it installed?`);
  } finally {
    clearInterval(ticking);
    for (const signal of signals) process.removeListener(signal, stop);
  }
}

/**
 * The npm that runs us, or else the one on the path.
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: string, args: string[] }}
 */
function npm({ npm_execpath: running }) {
  return running?.endsWith(".js") && path.basename(running).startsWith("npm")
    ? { command: process.execPath, args: [running] }
    : { command: "npm", args: [] };
}

/**
 * With NODE_ENV=production npm would leave out what builds the page. A registry that cannot be reached is told within
 * seconds, where npm's own patience is over a minute; a setting of the person's own is kept.
 * @param {NodeJS.ProcessEnv} env
 */
function quietly(env) {
  const patience = {
    "fetch-retries": 2,
    "fetch-retry-mintimeout": 500,
    "fetch-retry-maxtimeout": 2_000,
    "fetch-timeout": 60_000,
  };
  return [
    "--include=dev",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    ...Object.entries(patience)
      .filter(([name]) => env[`npm_config_${name.replaceAll("-", "_")}`] === undefined)
      .map(([name, value]) => `--${name}=${value}`),
  ];
}

/**
 * One sentence for what npm wrote: what is wrong and what to do.
 * @param {string} words
 * @param {string} root
 */
export function installFailure(words, root) {
  const code = /^npm (?:error|ERR!) code (\S+)/m.exec(words)?.[1] ?? "";
  const registry = /https?:\/\/[^/\s"']+/.exec(words)?.[0] ?? "its registry";
  if (CANNOT_REACH.has(code)) {
    return `npm cannot reach ${registry} (${code}). Check the network, or the proxy that npm is to use (npm config set proxy URL), then try again.`;
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return `npm does not trust the certificate of ${registry} (${code}). Behind a proxy that has its own, name it with NODE_EXTRA_CA_CERTS=FILE, then try again.`;
  }
  if (/^E40[13]$/.test(code)) return `${registry} refuses npm (${code}). See npm config get registry, then try again.`;
  if (MAY_NOT_WRITE.has(code)) {
    return `npm may not write to ${path.join(root, "node_modules")} or its cache (${code}). Make both your own, then try again.`;
  }
  if (code === "ENOSPC") return "There is no space left on the disk for node_modules/. Make some, then try again.";
  const kept = words.trim().split("\n").slice(0, WORDS_KEPT).join("\n");
  return `${kept}\nnpm could not install the dependencies (its own words are above). Remove node_modules/, then try again.`;
}
