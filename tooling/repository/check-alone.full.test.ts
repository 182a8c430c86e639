import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";

it("npm run check works with nothing on the PATH but node, npm, sh, env and git", { timeout: 300_000 }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "check-alone-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["node", "npm", "sh", "env", "git"]) {
    const found = execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    symlinkSync(found, path.join(folder, name));
  }
  const { status, stdout, stderr } = spawnSync("npm", ["run", "check"], {
    env: { HOME: process.env["HOME"], PATH: folder },
    encoding: "utf8",
  });
  expect({ status, stdout, stderr }).toMatchObject({ status: 0 });
});
