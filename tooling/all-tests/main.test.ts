import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

/** Runs `npm test`'s program with an npm that writes down what it is asked, and fails at `failing`. */
function run(args: string[], failing = "nothing"): Promise<{ code: number; stdout: string; stderr: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), "all-tests-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const npm = path.join(folder, "npm");
  writeFileSync(npm, `#!/bin/sh\necho "$@"\n[ "$2" != ${failing} ] || exit 3\n`);
  chmodSync(npm, 0o755);
  const env = { ...process.env, PATH: `${folder}${path.delimiter}${process.env["PATH"]}` };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["tooling/bootstrap/run.cjs", "tooling/all-tests/main.ts", ...args],
      { env },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      },
    );
  });
}

it("is what npm test runs", () => {
  expect(scripts["test"]).toBe("node tooling/bootstrap/run.cjs tooling/all-tests/main.ts");
});

it("runs every kind of test, and each is a script", async () => {
  expect(await run([])).toEqual({ code: 0, stdout: "run check\nrun unit\nrun e2e\n", stderr: "" });
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["check", "unit", "e2e"]));
});

it("ends with the first that fails, and its exit code", async () => {
  expect(await run([], "unit")).toEqual({ code: 3, stdout: "run check\nrun unit\n", stderr: "" });
});

it("explains itself", async () => {
  expect(await run(["--help"])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^usage: npm test\n/) });
});

it.each([
  ["--nope", "Unknown option '--nope'; npm test -- --help lists the options\n"],
  ["web", "Unexpected argument 'web'; npm test -- --help lists the options\n"],
])("refuses %j before it runs anything", async (arg, stderr) => {
  expect(await run([arg])).toEqual({ code: 2, stdout: "", stderr });
});
