import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

/** On a machine without any Chromium, and without anything that could bring one. */
function ensureBrowser(env: Record<string, string>) {
  const { status, stderr } = spawnSync(process.execPath, ["tooling/bootstrap/run-entry.js", "e2e/ensure-browser.ts"], {
    env: { PATH: "/nowhere", PLAYWRIGHT_BROWSERS_PATH: "/nowhere", ...env },
    encoding: "utf8",
  });
  return { status, stderr };
}

it("without a browser, and with no way to install one, says how to get one: exit code 2", () => {
  const { status, stderr } = ensureBrowser({});
  expect(status).toBe(2);
  expect(stderr).toMatch(/^no Chromium found; trying: npx .*$/m);
  expect(stderr).toMatch(/^The browser tests need Chromium, and there is none\. One of these gives it:$/m);
  expect(stderr).not.toContain("    at ");
});

it("a CHROMIUM_PATH that cannot be run is refused in one sentence: exit code 2", () => {
  expect(ensureBrowser({ CHROMIUM_PATH: "/nowhere/chrome" })).toEqual({
    status: 2,
    stderr: 'CHROMIUM_PATH is "/nowhere/chrome"; allowed: the path of a Chromium or Chrome that can be run\n',
  });
});
