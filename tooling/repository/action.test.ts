import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { doctorCommand } from "../../probe/doctor/options.ts";
import { experimentCommand } from "../../probe/experiment/options.ts";

interface Action {
  inputs: Record<string, { default?: string }>;
  runs: { steps: { run: string }[] };
}

const action = parse(readFileSync("action.yml", "utf8")) as Action;

/** What npx is called with, and what the step tells the workflow. */
function run(inputs: { command: string; url: string; app?: string; arguments?: string }) {
  const folder = mkdtempSync(path.join(tmpdir(), "action-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const npx = path.join(folder, "npx");
  writeFileSync(npx, `#!/bin/sh\nfor arg; do printf '%s\\n' "$arg"; done`);
  chmodSync(npx, 0o755);
  const outputs = path.join(folder, "outputs");
  const said = execFileSync("bash", ["-c", action.runs.steps[0]!.run], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: `${folder}:${process.env["PATH"]}`,
      RUNNER_TEMP: folder,
      GITHUB_OUTPUT: outputs,
      COMMAND: inputs.command,
      ENDPOINT: inputs.url,
      APP: inputs.app ?? "",
      ARGUMENTS: inputs.arguments ?? "",
      VERSION: "1.2.3",
    },
  });
  return { args: said.trim().split("\n"), told: readFileSync(outputs, "utf8"), folder };
}

it("runs the doctor with arguments that it takes", () => {
  const { args, told, folder } = run({
    command: "doctor",
    url: "https://chat.example.com/?a=$(id)",
    arguments: "--expect affinity=cookie\n--fail-on warning --reporter junit --output report.xml\n",
  });
  expect(args.slice(0, 4)).toEqual(["--yes", "sticky-rooms@1.2.3", "doctor", "https://chat.example.com/?a=$(id)"]);
  expect(told).toBe(`json=${folder}/sticky-rooms.json\n`);
  const read = doctorCommand.read(args.slice(3));
  expect(read.failOn).toBe("warning");
  expect(read.outputs).toEqual([
    { reporter: "json", file: `${folder}/sticky-rooms.json` },
    { reporter: "junit", file: "report.xml" },
    { reporter: "github", file: null },
  ]);
});

it("runs the experiment with arguments that it takes", () => {
  const { args } = run({ command: "experiment", url: "https://chat.example.com", app: "my chat.mjs" });
  expect(args[2]).toBe("experiment");
  expect(experimentCommand.read(args.slice(3))).toMatchObject({
    url: "https://chat.example.com",
    app: { file: "my chat.mjs" },
  });
});

it("refuses another command", () => {
  expect(() => run({ command: "doctro", url: "https://a" })).toThrow(
    /command is "doctro"; allowed: doctor, experiment/,
  );
});
