import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startChild } from "../processes/start-child.ts";
import { alone } from "./alone.js";

function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "alone-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("lets one process work at a time", async () => {
  const folder = scratch();
  const log = path.join(folder, "log");
  const program = `
    const { alone } = await import(${JSON.stringify(path.join(import.meta.dirname, "alone.js"))});
    const { appendFileSync } = await import("node:fs");
    await alone(${JSON.stringify(path.join(folder, "lock"))}, async () => {
      appendFileSync(${JSON.stringify(log)}, "in ");
      await new Promise((resolve) => setTimeout(resolve, 200));
      appendFileSync(${JSON.stringify(log)}, "out ");
    });`;
  const args = ["--input-type=module", "--eval", program];
  const all = [1, 2, 3].map(() => startChild(process.execPath, args, { cwd: import.meta.dirname }));
  for (const child of all) expect(await child.ended).toMatchObject({ code: 0 });
  expect(readFileSync(log, "utf8")).toBe("in out in out in out ");
});

it("takes the place of one that was killed", async () => {
  const lock = path.join(scratch(), "lock");
  const dead = startChild(process.execPath, ["--eval", ""]);
  await dead.ended;
  writeFileSync(lock, `${dead.pid} ${hostname()}\n`);
  expect(await alone(lock, () => Promise.resolve("done"))).toBe("done");
});

it("lets go when the work fails", async () => {
  const lock = path.join(scratch(), "lock");
  await expect(alone(lock, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await alone(lock, () => Promise.resolve("done"))).toBe("done");
});
