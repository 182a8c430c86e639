import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import path from "node:path";
import { expect, it } from "vitest";
import { startStandIn } from "./fixtures/start-stand-in.ts";
import { diagnosisSchema } from "./report/diagnosis-schema.ts";

const ROOT = path.join(import.meta.dirname, "../..");

async function doctor(...args: string[]) {
  return doctorWith({}, ...args);
}

async function doctorWith(more: NodeJS.ProcessEnv, ...args: string[]) {
  // The test runner's own wish for colours is not the doctor's.
  const { FORCE_COLOR: _colour, ...env } = process.env;
  const child = spawn(process.execPath, ["tooling/bootstrap/run.cjs", "probe/doctor/main.ts", ...args], {
    cwd: ROOT,
    env: { ...env, ...more },
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number]>,
  ]);
  return { stdout, stderr, code };
}

it("a healthy endpoint: exit code 0, the verdict in the first line, progress on stderr, colours only when asked", async () => {
  const { url } = await startStandIn();
  const [{ stdout, stderr, code }, coloured] = await Promise.all([
    doctor(url, "--rate", "1000"),
    doctorWith({ FORCE_COLOR: "1" }, url, "--rate", "1000"),
  ]);
  expect(code).toBe(0);
  expect(stdout.split("\n")[0]).toBe("✓ HEALTHY: Sessions stay on their instance by the cookie AWSALB");
  expect(coloured.stdout).toContain("\u001B[32m");
  expect(stdout).not.toContain("\u001B");
  expect(stderr).toContain("… sessions held open together");
});

it("problems: exit code 1, as JSON too", async () => {
  const { url } = await startStandIn({ stickiness: "false" });
  const { stdout, code } = await doctor(url, "--rate", "1000", "--json");
  expect(code).toBe(1);
  expect(diagnosisSchema.parse(JSON.parse(stdout))).toMatchObject({
    url: `${url}/socket.io/`,
    verdict: "problem",
    affinity: "none",
    counts: { problem: 1, warning: 0 },
    evidence: { isCutShort: false },
  });
});

it("nothing to test: a sentence and exit code 2, and JSON all the same where it was asked for", async () => {
  const nobody = await doctor("http://127.0.0.1:1", "--json");
  expect(nobody.code).toBe(2);
  expect(nobody.stderr).toContain("nothing listens at 127.0.0.1:1: the connection is refused\n");
  expect(diagnosisSchema.parse(JSON.parse(nobody.stdout))).toMatchObject({
    verdict: "not measured",
    error: "nothing listens at 127.0.0.1:1: the connection is refused",
  });
});

it("a bad option: a sentence and exit code 2, and JSON where it was asked for", async () => {
  const sentence = "--fast is not known; npm run doctor -- --help lists the options";
  expect(await doctor("--fast")).toMatchObject({ code: 2, stdout: "", stderr: `${sentence}\n` });
  const { code, stdout } = await doctor("--fast", "--reporter", "json");
  expect(code).toBe(2);
  expect(diagnosisSchema.parse(JSON.parse(stdout))).toMatchObject({ error: sentence });
});

it("--help tells its options on stdout", async () => {
  const { stdout, code } = await doctor("--help");
  expect(code).toBe(0);
  expect(stdout).toMatch(/^usage: npm run doctor -- URL \[options\]/);
});
