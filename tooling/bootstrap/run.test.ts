import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { expect, it } from "vitest";

const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };
const [major = 0, minor = 0] = engines.node.replace(">=", "").split(".").map(Number);

/** Runs `run.cjs` in a Node that calls itself `version`. */
function runAs(version: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const pretend = `Object.defineProperty(process.versions, "node", { value: "${version}" });
    process.argv.push("lab/main.ts", "--help"); require("./tooling/bootstrap/run.cjs");`;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--eval", pretend, "placeholder"], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

it.each(["10.24.1", "14.21.3", "16.20.2", "18.20.4", `${major}.${minor - 1}.9`, "9.11.2"])(
  "a Node that is too old (%s) is told so in one sentence, exit code 2",
  async (version) => {
    const { code, stdout, stderr } = await runAs(version);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      `Sticky Rooms needs Node ${major}.${minor} or later; this is ${version}. Get one at https://nodejs.org, or with nvm install --lts.\n`,
    );
  },
);

it.each([`${major}.${minor}.0`, `${major + 2}.0.0`])(
  "a Node that is new enough (%s) runs what it is asked",
  async (version) => {
    const { code, stdout } = await runAs(version);
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^usage: npm start/) });
  },
);

it("is written so that Node 10 can read it, up to the import of what it cannot", () => {
  const text = readFileSync("tooling/bootstrap/run.cjs", "utf8");
  const modern = 'void import("./run-entry.js");';
  expect(text).toContain(`\n${modern}\n`);
  expect(() => parse(text.replace(modern, ""), { ecmaVersion: 2017 })).not.toThrow();
  expect(() => parse("a ?? b", { ecmaVersion: 2017 })).toThrow("Unexpected token");
});
