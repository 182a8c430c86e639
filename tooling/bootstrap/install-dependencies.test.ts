import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { installDependencies, installFailure, isInstalled } from "./install-dependencies.js";

const DEPENDENCY = { version: "1.0.0", resolved: "http://127.0.0.1:9/left/-/left-1.0.0.tgz", integrity: "sha512-AAAA" };

/** A clone with one dependency; files given as true exist. */
async function makeClone(files: Record<string, boolean> = {}): Promise<string> {
  const root = await mkdtemp(path.join(tmpdir(), "clone-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const dependencies = { left: "1.0.0" };
  const lock = {
    lockfileVersion: 3,
    packages: { "": { dependencies }, "node_modules/left": DEPENDENCY },
  };
  for (const own of ["tooling/bootstrap", "machine/build/alone.js", "machine/build/built-program.js"])
    await cp(own, path.join(root, own), { recursive: true });
  const json = { name: "clone", type: "module", engines: { node: ">=20.19" }, dependencies };
  await writeFile(path.join(root, "package.json"), JSON.stringify(json));
  await writeFile(path.join(root, "package-lock.json"), JSON.stringify(lock));
  for (const [file, exists] of Object.entries(files)) {
    if (!exists) continue;
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), "{}");
  }
  return root;
}

const FINISHED = "node_modules/.package-lock.json";
const LEFT = "node_modules/left/package.json";
const PROGRAM = `node_modules/@esbuild/${process.platform}-${process.arch}/package.json`;

it.each([
  ["is whole", { [FINISHED]: true, [LEFT]: true, [PROGRAM]: true }, true],
  ["was never made", {}, false],
  ["was interrupted before npm had finished", { [LEFT]: true, [PROGRAM]: true }, false],
  ["lacks a dependency", { [FINISHED]: true, [PROGRAM]: true }, false],
  [
    "was copied from another kind of machine",
    { [FINISHED]: true, [LEFT]: true, "node_modules/@esbuild/mars-x1/a": true },
    false,
  ],
])("a node_modules/ that %s: %j", async (_, files, expected) => {
  expect(isInstalled(await makeClone(files), false)).toBe(expected);
});

it.each([
  ["1.0.0", true],
  ["0.9.0", false],
])("a node_modules/ that has %s where the lock file says 1.0.0 is what it says: %j", async (version, expected) => {
  const root = await makeClone({ [FINISHED]: true, [LEFT]: true });
  await writeFile(path.join(root, FINISHED), JSON.stringify({ packages: { "node_modules/left": { version } } }));
  expect(isInstalled(root, false)).toBe(expected);
});

it("what only documents, checks and pictures need is asked for where it is needed", async () => {
  const root = await makeClone({ [FINISHED]: true, [LEFT]: true });
  const json = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as object;
  await writeFile(path.join(root, "package.json"), JSON.stringify({ ...json, workspaces: ["docs"] }));
  await mkdir(path.join(root, "docs"));
  await writeFile(path.join(root, "docs/package.json"), JSON.stringify({ devDependencies: { right: "1.0.0" } }));
  expect([isInstalled(root, false), isInstalled(root, true)]).toEqual([true, false]);
  await mkdir(path.join(root, "node_modules/right"));
  await writeFile(path.join(root, "node_modules/right/package.json"), "{}");
  expect(isInstalled(root, true)).toBe(true);
});

it("each workspace of the repository is one of the folders whose commands install it", () => {
  const { workspaces } = JSON.parse(readFileSync("package.json", "utf8")) as { workspaces: string[] };
  expect(readFileSync("tooling/bootstrap/run-entry.js", "utf8")).toContain(
    `/^(?:${workspaces.join("|").replaceAll("/", "\\/")})\\//`,
  );
});

it("a registry that cannot be reached is told in one sentence within seconds, exit code 2", async () => {
  const root = await makeClone();
  const begun = performance.now();
  const child = spawn(process.execPath, ["tooling/bootstrap/run.cjs"], {
    cwd: root,
    env: { ...process.env, npm_config_registry: "http://127.0.0.1:9", npm_config_cache: path.join(root, "cache") },
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: `installing dependencies (only this once) …\n${installFailure(
      "npm error code ECONNREFUSED\nhttp://127.0.0.1:9/left",
      root,
    )}\n`,
  });
  expect(performance.now() - begun).toBeLessThan(20_000);
});

it("interrupted, it leaves no npm behind", async () => {
  const root = await makeClone();
  // A registry that never answers.
  const registry = createServer(() => {}).listen(0, "127.0.0.1");
  onTestFinished(() => void registry.close());
  await once(registry, "listening");
  const { port } = registry.address() as AddressInfo;
  const child = spawn(process.execPath, ["tooling/bootstrap/run.cjs"], {
    cwd: root,
    env: {
      ...process.env,
      npm_config_registry: `http://127.0.0.1:${port}`,
      npm_config_replace_registry_host: "always",
      npm_config_cache: path.join(root, "cache"),
    },
  });
  const [connection] = (await once(registry, "connection")) as [Socket];
  // The one who asked is gone when its connection ends.
  const ended = once(
    connection.resume().on("error", () => {}),
    "close",
  );
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([130, null]);
  await ended;
});

/** What a command that installs says, in a clone whose dependency is there as soon as it has to wait. */
async function installWhileAnother(holder: string): Promise<{ root: string; said: string }> {
  const root = await makeClone();
  const lock = path.join(root, ".installing");
  await writeFile(lock, holder);
  const child = spawn(process.execPath, ["tooling/bootstrap/run.cjs"], {
    cwd: root,
    env: {
      ...process.env,
      npm_config_registry: "http://127.0.0.1:9",
      npm_config_cache: path.join(root, "cache"),
      npm_config_fetch_retries: "0",
    },
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await vi.waitFor(() => expect(said).not.toBe(""), 60_000);
  for (const file of [LEFT, FINISHED]) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), "{}");
  }
  await rm(lock, { force: true });
  await once(child, "close");
  return { root, said };
}

it("of two that install at once, the second waits, and then has nothing to do", async () => {
  const { said } = await installWhileAnother(`${process.pid} ${hostname()}\n`);
  expect(said).toBe(`waiting for another command to install the dependencies (process ${process.pid}) …\n`);
});

it("a lock that a dead process left is taken over", async () => {
  const gone = spawn(process.execPath, ["--version"]);
  await once(gone, "close");
  const { root, said } = await installWhileAnother(`${gone.pid} ${hostname()}\n`);
  expect(said).toMatch(/^installing dependencies/);
  expect(existsSync(path.join(root, ".installing"))).toBe(false);
});

it("a folder that cannot be written is told in a sentence", async () => {
  // Root may write everywhere else.
  await expect(installDependencies("/dev/null", false)).rejects.toThrow("/dev/null may not be written (ENOTDIR)");
});

it.each([
  [
    "npm error code ENOTFOUND\nnpm error request to https://registry.npmjs.org/zod failed",
    /^npm cannot reach https:\/\/registry\.npmjs\.org \(ENOTFOUND\)\. Check the network/,
  ],
  ["npm ERR! code EAI_AGAIN", /^npm cannot reach its registry \(EAI_AGAIN\)/],
  ["npm error code SELF_SIGNED_CERT_IN_CHAIN", /NODE_EXTRA_CA_CERTS/],
  [
    "npm error code E403\nnpm error 403 Forbidden - GET https://npm.example/zod",
    /^https:\/\/npm\.example refuses npm \(E403\)/,
  ],
  ["npm error code EACCES", /may not write to .+node_modules.+\(EACCES\)/],
  ["npm error code ENOSPC", /no space left/],
  ["npm error something else\nmore", /^npm error something else\nmore\nnpm could not install/],
])("%j: a sentence that says what to do", (words, expected) => {
  expect(installFailure(words, "/clone")).toMatch(expected);
});

it("what npm says besides is kept short", () => {
  expect(
    installFailure(Array.from({ length: 40 }, (_, i) => `line ${i}`).join("\n"), "/clone").split("\n"),
  ).toHaveLength(9);
});
