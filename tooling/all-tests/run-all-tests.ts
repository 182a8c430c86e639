import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { UserError } from "../../machine/user-error.ts";
import { BrowserError, findBrowser } from "../../e2e/find-browser.ts";
import { picturesAreStale } from "../../e2e/pictures/page-digest.ts";
import { findProgram } from "../../machine/processes/find-program.ts";
import { EXTRAS, type Extra } from "./extras.ts";
import { installMissing } from "./install-missing.ts";
import type { AllTestsOptions } from "./options.ts";
import { installNode, nodeOfTheDay } from "./other-node.ts";
import { forbidServices } from "./policy-guard.ts";

interface Step {
  name: string;
  args: string[];
  needsBrowser?: true;
  /** It must need no program but these, and finds no others on its path. */
  programs?: readonly string[];
  /** The folder of another Node than ours to run it with. */
  node?: string;
  /** What to say is missing where it ends with 2: it cannot be done on this machine. */
  orMissing?: Missing;
}

/** What tests need and this machine lacks, and how to get it. */
interface Missing {
  name: string;
  how: string;
}

const INSTALL_MS = 600_000;
const QUICK_UNIT = ["unit", "--", "--project=!full"];
const CHROMIUM: Missing = {
  name: "Chromium",
  how: "npx playwright install --with-deps chromium, or sudo apt-get install chromium, or CHROMIUM_PATH=FILE",
};

const CONTAINERS: Missing = {
  name: "Debian, root, and a container that reaches npm's registry",
  how: "npm run images says what failed; docker compose up --build does without",
};

const say = (line: string) => void process.stdout.write(`${line}\n`);

/**
 * Installs what it may, runs every step, and ends with what took how long, what failed and what was left out.
 * @returns the exit code.
 * @throws {UserError} when `CHROMIUM_PATH` names no browser.
 */
export async function runAllTests({ full, install: mayInstall }: AllTestsOptions): Promise<number> {
  const extras = EXTRAS.filter((extra) => full || !extra.full);
  const installing = performance.now();
  const browser = await (mayInstall ? install(extras) : findBrowser()).catch((error: unknown) => {
    throw error instanceof BrowserError ? new UserError(error.message) : error;
  });
  say(`${mayInstall ? "installing" : "looking around"} took ${since(installing)}; browser: ${browser ?? "none"}`);

  const leftOut: Missing[] = [];
  const steps: readonly Step[] = full
    ? [
        { name: "unit, full", args: ["unit", "--", "--project=full"] },
        { name: "browser, full", args: ["e2e", "--", "--project=full", "--project=measured"], needsBrowser: true },
        ...(await stepsOfOtherNode(mayInstall, leftOut)),
        { name: "images", args: ["images"], orMissing: CONTAINERS },
      ]
    : [
        { name: "check", args: ["check"], programs: ["node", "npm", "sh", "env", "git"] },
        { name: "unit", args: QUICK_UNIT },
        { name: "browser", args: ["e2e", "--", "--project=core"], needsBrowser: true },
      ];

  const testing = performance.now();
  const results: string[] = [];
  const failed: string[] = [];
  for (const step of steps) {
    if (step.needsBrowser && !browser) continue;
    const begun = performance.now();
    const { code, failures } = await runStep(step, browser);
    if (code === 2 && step.orMissing) {
      leftOut.push(step.orMissing);
      continue;
    }
    const passed = code === 0;
    results.push(`${step.name} ${passed ? "passed" : "FAILED"} in ${since(begun)}`);
    if (!passed) failed.push(step.name, ...failures.map((failure) => `  ${failure}`));
  }

  say(`\n${results.join(", ")}; ${since(testing)} together.`);
  const missing = [...(browser ? [] : [CHROMIUM]), ...extras.filter(({ isThere }) => !isThere()), ...leftOut];
  if (missing.length > 0) {
    say("Tests that need one of these were left out:");
    for (const { name, how } of missing) say(`  ${name}: ${how}`);
  }
  if (picturesAreStale())
    say("Warning: docs/images is older than the page. npm run pictures, once, at the end of the work on it.");
  if (failed.length > 0) say(`FAILED:\n${failed.map((line) => `  ${line}\n`).join("")}`);
  return failed.length > 0 ? 1 : browser ? 0 : 2;
}

/** Runs one step, and tells which of its tests failed, as its reporters write them down. */
async function runStep(
  { args, node, programs }: Step,
  browser: string | null,
): Promise<{ code: number; failures: string[] }> {
  const folder = mkdtempSync(path.join(tmpdir(), "all-tests-"));
  const file = path.join(folder, "failed");
  try {
    const code = await run("npm", ["run", ...args], {
      FAILED_TESTS_FILE: file,
      ...(browser && { CHROMIUM_PATH: browser }),
      ...(programs && { PATH: linkPrograms(path.join(folder, "programs"), programs) }),
      ...(node && { PATH: `${node}${path.delimiter}${process.env["PATH"]}` }),
    });
    const failures = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
    return { code, failures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a folder with these programs and nothing else. */
function linkPrograms(folder: string, names: readonly string[]): string {
  mkdirSync(folder);
  for (const name of names) {
    const found = findProgram(name);
    if (found) symlinkSync(found, path.join(folder, name));
  }
  return folder;
}

/** What is missing, as far as it can be installed here; a browser that starts, or null. */
async function install(extras: readonly Extra[]): Promise<string | null> {
  const isRoot = process.getuid?.() === 0;
  const canAptGet = isRoot && findProgram("apt-get") !== null;
  const allowServices = canAptGet ? forbidServices() : () => {};
  try {
    return await installMissing(extras, {
      findBrowser,
      canAptGet,
      canInstallLibraries: isRoot || spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0,
      say,
      run: (command, args, env = {}) =>
        new Promise((resolve) => {
          const options = { env: { ...process.env, ...env }, timeout: INSTALL_MS, maxBuffer: 100_000_000 };
          execFile(command, args, options, (error, stdout, stderr) =>
            resolve(error && lastWords(error, stdout + stderr)),
          );
        }),
    });
  } finally {
    allowServices();
  }
}

/** The unit tests of npm test once more, with another Node from npm; none where it cannot be had. */
async function stepsOfOtherNode(mayInstall: boolean, leftOut: Missing[]): Promise<Step[]> {
  const line = nodeOfTheDay(Date.now(), Number.parseInt(process.versions.node, 10));
  const name = `unit on Node ${line}`;
  const how = `npm install --prefix FOLDER node@${line}, and its folder node_modules/node/bin first on the PATH`;
  const bin = mayInstall ? await installNode(line).catch((error: Error) => say(error.message) ?? null) : null;
  if (bin) return [{ name, args: QUICK_UNIT, node: bin }];
  leftOut.push({ name, how });
  return [];
}

/** What an installer said went wrong. */
function lastWords(error: Error, output: string): string {
  const lines = output.trim().split("\n");
  return lines.findLast((line) => /error|^E: |fail|unable/i.test(line))?.trim() ?? lines.at(-1) ?? error.message;
}

/** Its exit code. A signal that ends it, or reaches us, ends us too. */
async function run(command: string, args: string[], env: Record<string, string>): Promise<number> {
  const shell = process.platform === "win32";
  const child = spawn(command, args, { stdio: "inherit", shell, env: { ...process.env, ...env } });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, pass);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.removeListener(name, pass);
  if (signal) process.kill(process.pid, signal);
  return code ?? 1;
}

function since(begun: number): string {
  return `${Math.round((performance.now() - begun) / 1_000)} s`;
}
