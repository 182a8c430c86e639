import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { makeFolder } from "./make-folder.ts";

function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "make-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("makes a folder and those above it, and minds none that is there", () => {
  const folder = path.join(scratch(), "a/b/c");
  makeFolder(folder);
  makeFolder(folder);
  expect(existsSync(folder)).toBe(true);
});

it.each([
  ["", "EEXIST"],
  ["/below", "ENOTDIR"],
  ["/far/below", "ENOTDIR"],
])("fails where a file stands (%j)", (rest, code) => {
  const file = path.join(scratch(), "file");
  writeFileSync(file, "");
  expect(() => makeFolder(file + rest)).toThrow(expect.objectContaining({ code }));
});

it.runIf(process.platform === "linux")("fails, and comes back, where nothing can be made", () => {
  for (const folder of ["/proc/nowhere", "/proc/no/where"]) {
    expect(() => makeFolder(folder)).toThrow(expect.objectContaining({ code: "ENOENT" }));
  }
});
