import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { parseCommandLine } from "../../machine/commands/parse-command-line.ts";
import { readOptions } from "../../machine/commands/read-options.ts";
import { refuse } from "../../machine/commands/refuse.ts";
import { BrowserError, findBrowser } from "../../e2e/find-browser.ts";
import { picturesAreStale } from "../../e2e/pictures/page-digest.ts";
import { findProgram } from "../../probe/proxies/find-program.ts";
import { EXTRAS } from "./extras.ts";
import { installMissing } from "./install-missing.ts";
import { installNode, nodeOfTheDay } from "./other-node.ts";
import { forbidServices } from "./policy-guard.ts";

// npm test and npm run test:full. The npm packages are there by now: tooling/bootstrap/run-entry.js has seen to it.

const HELP = `usage: npm test [-- --no-install]
       npm run test:full [-- --no-install]

npm test: format, lint, types and unused code, then unit and integration tests, then core scenarios in a real browser.
It first installs what it can: a browser, and as root on Debian the servers that some tests need.
npm run test:full: the rest, which takes longer, and the unit tests with another Node, each day a different one.
Each part by itself, of one path if you like:

  npm run check
  npm run unit -- PATH
  npm run e2e -- PATH

  --no-install   install nothing
  --help         this text

Exit codes: 0 all that ran passed; what was left out is listed with how to get it. 1 a test failed.
2 there is no browser, and everything else has passed.
`;
const INSTALL_MS = 600_000;

const options = readOptions(
  (args) =>
    parseCommandLine("npm test", {
      args,
      options: {
        full: { type: "boolean", default: false },
        "no-install": { type: "boolean", default: false },
        help: { type: "boolean", short: "h" },
      },
    }).values,
);
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

const { full } = options;
const say = (line: string) => void process.stdout.write(`${line}\n`);
const extras = EXTRAS.filter((extra) => full || !extra.full);

const installing = performance.now();
const browser = await (options["no-install"] ? findBrowser() : install()).catch((error: unknown) => {
  if (error instanceof BrowserError) return refuse(error.message);
  throw error;
});
say(
  `${options["no-install"] ? "looking around" : "installing"} took ${since(installing)}; browser: ${browser ?? "none"}`,
);

interface Step {
  name: string;
  args: string[];
  needsBrowser?: true;
  /** The folder of another Node than ours to run it with. */
  node?: string;
}

const QUICK_UNIT = ["unit", "--", "--project=!full"];
const leftOut: { name: string; how: string }[] = [];
const STEPS: readonly Step[] = full
  ? [
      { name: "unit, full", args: ["unit", "--", "--project=full"] },
      { name: "browser, full", args: ["e2e", "--", "--project=full", "--project=measured"], needsBrowser: true },
      ...(await stepsOfOtherNode()),
    ]
  : [
      { name: "check", args: ["check"] },
      { name: "unit", args: QUICK_UNIT },
      { name: "browser", args: ["e2e", "--", "--project=core"], needsBrowser: true },
    ];
const testing = performance.now();
const results: string[] = [];
let failed = false;
for (const { name, args, needsBrowser, node } of STEPS) {
  if (needsBrowser && !browser) continue;
  const begun = performance.now();
  const env = {
    ...(browser && { CHROMIUM_PATH: browser }),
    ...(node && { PATH: `${node}${path.delimiter}${process.env["PATH"]}` }),
  };
  const passed = (await run("npm", ["run", ...args], env)) === 0;
  failed ||= !passed;
  results.push(`${name} ${passed ? "passed" : "FAILED"} in ${since(begun)}`);
}

say(`\n${results.join(", ")}; ${since(testing)} together.`);
const missing = [
  ...(browser
    ? []
    : [
        {
          name: "Chromium",
          how: "npx playwright install --with-deps chromium, or sudo apt-get install chromium, or CHROMIUM_PATH=FILE",
        },
      ]),
  ...extras.filter(({ isThere }) => !isThere()),
  ...leftOut,
];
if (missing.length > 0) {
  say("Tests that need one of these were left out:");
  for (const { name, how } of missing) say(`  ${name}: ${how}`);
}
if (picturesAreStale())
  say("Warning: docs/images is older than the page. npm run pictures, once, at the end of the work on it.");
process.exit(failed ? 1 : browser ? 0 : 2);

async function install(): Promise<string | null> {
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
async function stepsOfOtherNode(): Promise<Step[]> {
  const line = nodeOfTheDay(Date.now(), Number.parseInt(process.versions.node, 10));
  const name = `unit on Node ${line}`;
  const how = `npm install --prefix FOLDER node@${line}, and its folder node_modules/node/bin first on the PATH`;
  const bin = options["no-install"]
    ? null
    : await installNode(line).catch((error: Error) => say(error.message) ?? null);
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
