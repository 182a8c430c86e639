import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadApplication } from "./load-application.ts";

async function load(name: string, text: string) {
  const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, name);
  await writeFile(file, text);
  return loadApplication(file, 30_000);
}

const GOOD = "{ join() {}, send() {}, listen() {} }";

describe("loadApplication", () => {
  it.each([
    ["app.mjs", `export default ${GOOD}`],
    ["app.cjs", `module.exports = ${GOOD}`],
    ["app.js", `module.exports = ${GOOD}`],
    ["app.cjs", `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = ${GOOD}`],
  ])("loads %s: %s", async (name, text) => {
    expect(Object.keys(await load(name, text))).toEqual(["join", "send", "listen"]);
  });

  it.each([
    [
      "app.mjs",
      "export default {}",
      /app\.mjs has a default export that has no functions "join", "send" and "listen"; it needs join/,
    ],
    ["app.mjs", "export const join = 1;", /app\.mjs has no default export; it needs join/],
    [
      "app.mjs",
      "export default { join() {}, send() {} }",
      /has a default export that has no function "listen"; it needs/,
    ],
    ["app.mjs", "export default null", /has no functions/],
    [
      "app.mjs",
      'export default { join() {}, send() {}, listen() {}, instance: "x" }',
      /"instance" of its default export is not a function/,
    ],
    ["app.mjs", 'throw new Error("no config")', /app\.mjs cannot be loaded: no config$/],
    ["app.mjs", "export default {", /cannot be loaded: /],
    ["app.mjs", 'import "no-such-package"', /cannot be loaded: /],
    ["app.json", "{}", /allowed: a \.js, \.mjs, \.cjs or \.ts file/],
  ])("refuses %s: %s", async (name, text, sentence) => {
    await expect(load(name, text)).rejects.toThrow(sentence);
  });

  it("refuses one that does not finish loading, and a folder", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "hangs.mjs");
    await writeFile(file, "await new Promise(() => {})");
    await expect(loadApplication(file, 50)).rejects.toThrow(
      /hangs\.mjs cannot be loaded: it has not finished after 0\.05 s$/,
    );
    await expect(loadApplication(folder, 50)).rejects.toThrow(/^--app is ".*"; allowed: a \.js/);
  });

  it("refuses a file that is not there", async () => {
    await expect(loadApplication("no-such-file.mjs", 50)).rejects.toThrow('--app: there is no file "no-such-file.mjs"');
  });

  it.skipIf((process.features as { typescript?: unknown }).typescript)(
    "says how to get TypeScript where neither Node nor the module's folder has it",
    async () => {
      await expect(load("app.ts", `export default ${GOOD} as unknown`)).rejects.toThrow(
        /app\.ts is TypeScript, which Node [\d.]+ does not run: install tsx or jiti beside it .*, or use Node 22\.18 or later$/,
      );
    },
  );
});
