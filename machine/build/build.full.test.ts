import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { startChild } from "../processes/start-child.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const NEEDED = ["protocol", "server", "web", "people", "machine", "package.json", "package-lock.json", "tsconfig.json"];

it("two programs that build at once make one build, and both find it whole", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "build-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of NEEDED) cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));

  const program = `
    const { build, PAGE_FOLDER, SERVER_ENTRY, PERSON_ENTRY } = await import("./machine/build/build.ts");
    await build((line) => console.log(line));
    const { existsSync } = await import("node:fs");
    console.log(JSON.stringify([PAGE_FOLDER + "/index.html", SERVER_ENTRY, PERSON_ENTRY].map((file) => existsSync(file))));`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", program];
  const lines: string[][] = [[], []];
  const both = lines.map((said) =>
    startChild(process.execPath, args, { cwd: folder, onLine: (line) => void said.push(line) }),
  );
  for (const { ended } of both) expect(await ended).toMatchObject({ code: 0 });
  expect(lines.map((said) => said.at(-1))).toEqual(["[true,true,true]", "[true,true,true]"]);
  expect(lines.flat().filter((line) => line.startsWith("building "))).toHaveLength(1);
  expect(existsSync(path.join(folder, "dist/built-from"))).toBe(true);
});
