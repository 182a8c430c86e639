import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseCommandLine } from "../../machine/commands/parse-command-line.ts";
import { readOptions } from "../../machine/commands/read-options.ts";

// npm test. The dependencies are there by now: tooling/bootstrap/run-entry.js has seen to it.

const HELP = `usage: npm test

Everything that has to hold: format, lint, types and unused code, then unit and integration tests, then tests in a real
browser. The first that fails ends it. Each on its own, of one path if you like:

  npm run check
  npm run unit -- PATH
  npm run e2e -- PATH

  --help   this text
`;
const STEPS = ["check", "unit", "e2e"];

const { help } = readOptions(
  (args) => parseCommandLine("npm test", { args, options: { help: { type: "boolean", short: "h" } } }).values,
);
if (help) {
  process.stdout.write(HELP);
  process.exit(0);
}

for (const step of STEPS) {
  const child = spawn("npm", ["run", step], { stdio: "inherit", shell: process.platform === "win32" });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, pass);
  const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.removeListener(name, pass);
  if (signal) process.kill(process.pid, signal);
  if (code !== 0) process.exit(code ?? 1);
}
