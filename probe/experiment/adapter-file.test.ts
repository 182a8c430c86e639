import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { checkAdapterFile } from "./adapter-file.ts";

const folder = mkdtempSync(path.join(tmpdir(), "sticky-rooms-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

it.each([
  ["a.txt", "", /^--adapter is ".*a\.txt"; allowed: a \.js, \.mjs or \.cjs file/],
  ["throws.mjs", 'throw new Error("no database\\nhere")', /^--adapter: .*throws\.mjs cannot be used: no database$/],
  ["nothing.mjs", "export const adapter = 1", /nothing\.mjs cannot be used: its default export is not a function/],
  ["ends.mjs", "process.exit(7)", /ends\.mjs cannot be used: loading it ended the process with exit code 7$/],
])("refuses %s by one sentence", (name, source, sentence) => {
  const file = path.join(folder, name);
  writeFileSync(file, source);
  expect(() => checkAdapterFile(file)).toThrow(sentence);
});

it("refuses a file that is not there, and takes a module that keeps its process alive", () => {
  expect(() => checkAdapterFile("no-such.mjs")).toThrow('--adapter: there is no file "no-such.mjs"');
  const file = path.join(folder, "fine.cjs");
  writeFileSync(file, "setInterval(() => {}, 1000); module.exports = () => class {};");
  expect(checkAdapterFile(file)).toBe(file);
});
