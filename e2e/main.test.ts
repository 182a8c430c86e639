import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";

/** `npm run e2e` on a machine without any Chromium but that of `env`. */
function runBrowserTests(env: Record<string, string>) {
  const { status, stderr } = spawnSync(process.execPath, ["tooling/bootstrap/run-entry.js", "e2e/main.ts"], {
    env: { PATH: "/nowhere", PLAYWRIGHT_BROWSERS_PATH: "/nowhere", ...env },
    encoding: "utf8",
  });
  return { status, stderr };
}

it("without a browser says how to get one: exit code 2", () => {
  const { status, stderr } = runBrowserTests({});
  expect(status).toBe(2);
  expect(stderr).toMatch(/^The browser tests need Chromium, and none that starts was found\. One of these gives it:$/m);
  expect(stderr).not.toContain("    at ");
});

it("a browser that does not start counts as none, as Ubuntu's that only asks for a snap", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "no-browser-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const shim = path.join(folder, "chromium-browser");
  writeFileSync(shim, "#!/bin/sh\necho 'requires the chromium snap to be installed' >&2\nexit 10\n");
  chmodSync(shim, 0o755);
  expect(runBrowserTests({ PATH: folder })).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("none that starts was found"),
  });
});

it("a CHROMIUM_PATH that cannot be started is refused in one sentence: exit code 2", () => {
  expect(runBrowserTests({ CHROMIUM_PATH: "/nowhere/chrome" })).toEqual({
    status: 2,
    stderr: 'CHROMIUM_PATH is "/nowhere/chrome"; allowed: the path of a Chromium or Chrome that can be started\n',
  });
});

/** More do not fit into the time that npm test has. */
const MOST_CORE = 14;

it(`at most ${MOST_CORE} scenarios are in npm test, each by its own title`, () => {
  const marked = readdirSync("e2e", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".spec.ts"))
    .flatMap((file) => readFileSync(path.join("e2e", file), "utf8").split("\n"))
    .filter((line) => line.includes("@core"));
  expect(marked.length).toBeGreaterThan(0);
  expect(marked.length).toBeLessThanOrEqual(MOST_CORE);
  // One line that marks several scenarios, as a group's title or one made in a loop does, would count as one.
  expect(marked.filter((line) => !/^\s*test\("[^"]*@core"/.test(line))).toEqual([]);
});
