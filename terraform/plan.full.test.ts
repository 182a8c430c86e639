import { afterAll, describe, expect, it } from "vitest";
import { copyRoot } from "./copy-root.ts";

const root = await copyRoot(["terraform"]);
const missing = "missing" in root ? root.missing : null;

describe.skipIf(missing)(`terraform${missing ? ` (skipped, missing: ${missing})` : ""}`, { timeout: 600_000 }, () => {
  const { run, remove } = root as Exclude<typeof root, { missing: string }>;
  afterAll(() => remove());

  it("finds its files well formed", async () => {
    expect(await run(["fmt", "-check", "-recursive", "-diff"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("finds the root valid", async () => {
    expect(await run(["validate"])).toMatchObject({ code: 0 });
  });

  it("passes the tests of its plans with a mocked provider", async () => {
    const { code, stdout, stderr } = await run(["test"]);
    expect(stdout.match(/run ".*"\.\.\. (?!pass).*/g), `${stdout}${stderr}`).toBeNull();
    expect(stdout).toMatch(/Success! [3-9]\d passed, 0 failed\./);
    expect(code).toBe(0);
  });
});
