import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

/** A stand-in for Chromium that does what Playwright waits for when it starts one. */
const BROWSER = `#!${process.execPath}
const { Socket } = require("node:net");
const [input, output] = [new Socket({ fd: 3 }), new Socket({ fd: 4 })];
input.on("data", (data) => {
  for (const text of data.toString().split("\\0").filter(Boolean)) {
    const { id, method } = JSON.parse(text);
    const result = method === "Browser.getVersion" ? { product: "Chromium/1", userAgent: "Chromium/1" } : {};
    output.write(JSON.stringify({ id, result }) + "\\0");
    if (method === "Browser.close") process.exit(0);
  }
});
`;

/** Runs `npm test`'s program where npm only writes down what it is asked, and fails at `failing` with `exitCode`. */
function run(args: string[], { failing = "nothing", exitCode = 3, browser = true } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "all-tests-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    chmodSync(path.join(folder, name), 0o755);
  };
  const says = `echo "npm $@"\n[ "$2" != check ] || (cd "$PATH" && echo "check finds" *)`;
  program("npm", `#!/bin/sh\n${says}\n[ "$2" != ${failing} ] || exit ${exitCode}\n`);
  if (browser) program("chromium", BROWSER);
  for (const name of ["sh", "node"])
    symlinkSync(name === "node" ? process.execPath : "/bin/sh", path.join(folder, name));
  const env = { PATH: folder, PLAYWRIGHT_BROWSERS_PATH: folder };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const command = ["tooling/bootstrap/run.cjs", "tooling/all-tests/main.ts", ...args];
    execFile(process.execPath, command, { env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

it("is what npm test and npm run test:full run", () => {
  expect(scripts["test"]).toBe("node tooling/bootstrap/run.cjs tooling/all-tests/main.ts");
  expect(scripts["test:full"]).toBe(`${scripts["test"]} --full`);
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["check", "unit", "e2e"]));
});

it("runs every kind of test, says how long each took, and what was left out with how to get it", async () => {
  const { code, stdout } = await run(["--no-install"]);
  expect(stdout.match(/^npm .*$/gm)).toEqual([
    "npm run check",
    "npm run unit -- --project=!full",
    "npm run e2e -- --project=core",
  ]);
  expect(stdout).toMatch(/^check finds node npm sh$/m);
  expect(stdout).toMatch(/^looking around took \d+ s; browser: \/.*\/chromium$/m);
  expect(stdout).toMatch(/^check passed in \d+ s, unit passed in \d+ s, browser passed in \d+ s; \d+ s together\.$/m);
  expect(stdout).toMatch(/^ {2}Redis: sudo apt-get install redis-server, or brew install redis$/m);
  expect(code).toBe(0);
});

it("goes on after a test has failed, and ends with 1", async () => {
  const { code, stdout } = await run(["--no-install"], { failing: "unit" });
  expect(stdout).toMatch(/^check passed in \d+ s, unit FAILED in \d+ s, browser passed in/m);
  expect(code).toBe(1);
});

const IMAGES_LEFT_OUT = /^ {2}Debian, root, and a container that reaches npm's registry: npm run images says/m;

it("the full run names what cannot be done on this machine, and calls what fails a failure", async () => {
  const cannot = await run(["--full", "--no-install"], { failing: "images", exitCode: 2 });
  expect(cannot.stdout.match(/^npm .*$/gm)).toEqual([
    "npm run unit -- --project=full",
    "npm run e2e -- --project=full --project=measured",
    "npm run images",
  ]);
  expect(cannot.stdout).toMatch(IMAGES_LEFT_OUT);
  expect(cannot.code).toBe(0);
  const fails = await run(["--full", "--no-install"], { failing: "images" });
  expect(fails.stdout).toMatch(/, images FAILED in \d+ s; /m);
  expect(fails.stdout).not.toMatch(IMAGES_LEFT_OUT);
  expect(fails.code).toBe(1);
});

it("without a browser runs everything else, says how to get one, and ends with 2", async () => {
  const { code, stdout } = await run(["--no-install"], { browser: false });
  expect(stdout.match(/^npm .*$/gm)).toEqual(["npm run check", "npm run unit -- --project=!full"]);
  expect(stdout).toMatch(/^ {2}Chromium: npx playwright install --with-deps chromium, or /m);
  expect(code).toBe(2);
});

it("without a browser a failed test still ends with 1", async () => {
  expect(await run(["--no-install"], { browser: false, failing: "check" })).toMatchObject({ code: 1 });
});

it("explains itself", async () => {
  expect(await run(["--help"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^usage: npm test -- \[--no-install\]/),
  });
});

it.each([
  ["--nope", "--nope is not known; npm test -- --help lists the options\n"],
  ["web", '"web" is not known; npm test -- --help lists the options\n'],
])("refuses %j before it runs anything", async (arg, stderr) => {
  expect(await run([arg])).toEqual({ code: 2, stdout: "", stderr });
});
