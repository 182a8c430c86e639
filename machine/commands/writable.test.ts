import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { UserError } from "../user-error.ts";
import { writableFile } from "./writable-file.ts";
import { writableFolder } from "./writable-folder.ts";

function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "writable-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("a file that can be written is left as it is", () => {
  const [old, fresh] = [path.join(scratch(), "old"), path.join(scratch(), "fresh")];
  writeFileSync(old, "kept");
  expect([writableFile("--html", old), writableFile("--html", fresh)]).toEqual([old, fresh]);
  expect([readFileSync(old, "utf8"), existsSync(fresh)]).toEqual(["kept", false]);
});

it("a file that cannot be written is refused by its option", () => {
  const folder = scratch();
  const missing = path.join(folder, "no/page.html");
  expect(() => writableFile("--html", folder)).toThrow(
    new UserError(`--html: "${folder}" cannot be written (EISDIR); choose another file`),
  );
  expect(() => writableFile("--html", missing)).toThrow(
    new UserError(`--html: "${missing}" cannot be written (ENOENT); choose another file`),
  );
});

it("a folder is made, or refused by its option", () => {
  const folder = path.join(scratch(), "a/b");
  expect(writableFolder("--log-dir", folder)).toBe(folder);
  const file = path.join(folder, "file");
  writeFileSync(file, "");
  expect(() => writableFolder("--log-dir", file)).toThrow(
    new UserError(`--log-dir: "${file}" cannot be written (EEXIST); choose another folder`),
  );
});
