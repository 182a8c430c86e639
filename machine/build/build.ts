import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { isPackaged } from "../own-program.ts";
import { alone } from "./alone.js";
import { sourceDigest } from "./source-digest.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const DIST = path.join(ROOT, "dist");
const STAMP = path.join(DIST, "built-from");
const SOURCES = [
  "protocol",
  "server",
  "web",
  "people",
  "machine/build/build.ts",
  "package-lock.json",
  "machine/build/vite.server.config.ts",
  "machine/build/leave-out-unused.ts",
];

/** The page, as `build` makes it. */
export const PAGE_FOLDER = path.join(DIST, "web");

/** The console of the control API, as `build` makes it; what it loads is in the page's `assets`. */
export const CONSOLE_PAGE = path.join(DIST, "console", "index.html");

/** The program of an instance, as `build` makes it. */
export const SERVER_ENTRY = path.join(DIST, "server", "main.js");

/** The program of a simulated person, as `build` makes it. */
export const PERSON_ENTRY = path.join(DIST, "people", "main.js");

let underWay: Promise<void> | null = null;

/**
 * Builds the page and the server into `dist/` when they are missing or were built from other sources. It swaps whole
 * folders, so that an instance which is running meanwhile never serves half a page. Asked again while it builds, it
 * answers with that build. The package is built already.
 */
export function build(onProgress: (line: string) => void = () => {}): Promise<void> {
  if (isPackaged) return Promise.resolve();
  underWay ??= buildIfChanged(onProgress).finally(() => {
    underWay = null;
  });
  return underWay;
}

async function buildIfChanged(onProgress: (line: string) => void): Promise<void> {
  await mkdir(DIST, { recursive: true });
  await alone(path.join(DIST, ".building"), async () => {
    const sources = sourceDigest(SOURCES);
    if (
      existsSync(PERSON_ENTRY) &&
      existsSync(CONSOLE_PAGE) &&
      existsSync(SERVER_ENTRY) &&
      existsSync(STAMP) &&
      readFileSync(STAMP, "utf8") === sources
    )
      return;
    onProgress("building the pages, the server and the simulated people (only when they changed) …");
    await makeAll();
    await writeFile(STAMP, sources);
  });
}

async function makeAll(): Promise<void> {
  const { build: viteBuild } = await import("vite");
  const scratch = path.join(DIST, `.scratch-${process.pid}`);
  await mkdir(scratch, { recursive: true });
  // A test runner sets "test", and Vite would then take React's development build: slower, and it runs effects twice.
  const before = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  try {
    for (const [name, configFile] of [
      ["web", "web/vite.config.ts"],
      ["server", "machine/build/vite.server.config.ts"],
    ] as const) {
      const outDir = path.join(scratch, name);
      await viteBuild({
        configFile: path.join(ROOT, configFile),
        // Leaves no temporary file beside the sources.
        configLoader: "runner",
        logLevel: "error",
        build: { outDir, emptyOutDir: true },
      });
    }
    // Not with what an instance serves: it belongs to the control API.
    await rename(path.join(scratch, "web/console"), path.join(scratch, "console"));
    await viteBuild({
      root: ROOT,
      configFile: false,
      publicDir: false,
      logLevel: "error",
      ssr: { noExternal: true },
      build: {
        ssr: "people/main.ts",
        outDir: path.join(scratch, "people"),
        emptyOutDir: true,
        target: "node20",
        rollupOptions: { output: { entryFileNames: "main.js", chunkFileNames: "[name].js" } },
      },
    });
    for (const name of ["web", "console", "server", "people"]) {
      await replaceFolder(path.join(DIST, name), path.join(scratch, name));
    }
  } finally {
    if (before === undefined) delete process.env["NODE_ENV"];
    else process.env["NODE_ENV"] = before;
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The old folder is moved out of the way, not emptied: there is one at every moment but that of the two renames. */
async function replaceFolder(folder: string, by: string): Promise<void> {
  const aside = `${by}.before`;
  if (existsSync(folder)) await rename(folder, aside);
  await rename(by, folder);
  await rm(aside, { recursive: true, force: true });
}
