import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../..");
const PROGRAM = `
import { closeOnSignals } from "./machine/processes/close-on-signals.ts";
closeOnSignals()({ close: async () => void process.stdout.write("closed") });
setInterval(() => {}, 60_000);
process.send("started");
`;
/** Stands for npx: starts the program, which holds its stdout, and tells when it has started. */
const LAUNCHER = `
const { spawn } = require("node:child_process");
const args = ["--import", "tsx", "--input-type=module", "--eval", process.env.PROGRAM];
const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
child.once("message", () => process.send("started"));
`;

it("is told by the end of the npx that has started it", async () => {
  const launcher = spawn(process.execPath, ["--eval", LAUNCHER], {
    cwd: ROOT,
    env: { ...process.env, npm_command: "exec", PROGRAM },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  onTestFinished(() => void launcher.kill("SIGKILL"));
  await once(launcher, "message");
  const said = text(launcher.stdout!);
  launcher.kill("SIGKILL");
  // Its end is the program's, too, which holds it.
  expect(await said).toBe("closed");
});
