import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { HELP, parseAwsLocalOptions } from "./aws-local-options.ts";
import { bringUpStack, stackEnv } from "./aws/emulated-stack.ts";
import { emulatorEnv } from "./aws/emulator-env.ts";
import { missingTools } from "./aws/missing-tools.ts";
import { startMoto } from "./aws/start-moto.ts";
import { OptionError } from "./options.ts";
import { startWarden } from "./warden.ts";

const ROOT = path.resolve(import.meta.dirname, "..");
const TERRAFORM = path.join(ROOT, "terraform");
const WORK_DIR = path.join(ROOT, ".aws-local");

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Stops with a sentence and exit code 2: what was asked cannot be done. */
function refuse(sentence: string): never {
  say(sentence);
  process.exit(2);
}

function readOptions() {
  try {
    return parseAwsLocalOptions(process.argv.slice(2));
  } catch (error) {
    if (error instanceof OptionError) refuse(error.message);
    throw error;
  }
}

const options = readOptions();
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
const missing = missingTools(["terraform", "moto_server"]);
if (missing.length > 0)
  refuse(`npm run aws:local needs ${missing.join(" and ")}; install what is missing and try again`);

const stopping = new AbortController();
let lab: ChildProcess | null = null;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    stopping.abort();
    // In a terminal it has had the signal too, and a second one would end it before it has stopped its instances.
    if (signal !== "SIGINT" || !process.stdin.isTTY) lab?.kill(signal);
  });
}

mkdirSync(WORK_DIR, { recursive: true });
// The emulator and the lab go with this process, however it goes.
const warden = startWarden();
const moto = await startMoto({ port: options.emulatorPort, cwd: WORK_DIR, onSpawn: warden.guard }).catch(
  (error: unknown) => refuse(`${String(error)}\nchoose another port with --emulator-port`),
);
try {
  await bringUpStack({
    emulator: moto.url,
    root: TERRAFORM,
    workDir: WORK_DIR,
    env: process.env,
    fresh: options.fresh,
    onProgress: say,
    signal: stopping.signal,
  });
  const settings = { ...emulatorEnv(moto.url), ...stackEnv(TERRAFORM, WORK_DIR) };
  const lines = Object.entries(settings).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  writeFileSync(path.join(WORK_DIR, "env"), lines.join(""));
  say(`
  AWS is emulated at ${moto.url}, and terraform/ is applied to it. In another terminal:

    cd terraform && . ../.aws-local/env
    terraform apply -auto-approve -var stickiness_enabled=false
    terraform apply -auto-approve -var instance_count=5
`);
  const main = [path.join(ROOT, "bootstrap.js"), "local/main.ts", "--follow", moto.url, ...options.startArgs];
  lab = spawn(process.execPath, main, { stdio: "inherit" });
  if (lab.pid !== undefined) warden.guard(lab.pid);
  const [code] = (await once(lab, "exit")) as [number | null];
  process.exitCode = code ?? 1;
} catch (error) {
  if (!stopping.signal.aborted) say(error instanceof Error ? error.message : String(error));
  process.exitCode = stopping.signal.aborted ? 130 : 2;
} finally {
  await moto.close();
  await warden.close();
}
process.exit();
