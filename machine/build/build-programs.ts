import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { isPackaged } from "../own-program.ts";
import { alone } from "./alone.js";
import { leaveOutUnused } from "./leave-out-unused.ts";
import { BUILT, BUILT_FROM, builtProgram } from "./built-program.js";

const ROOT = path.resolve(import.meta.dirname, "../..");
const DIST = path.join(ROOT, "dist");

/** The balancer as the built programs have it, for those who measure it. */
export const BALANCER_ENTRY = path.join(DIST, "programs", "balancer.js");

/**
 * Builds the programs that run a balancer into `dist/programs/` when they are missing or were made of other sources.
 * TypeScript that is translated while it loads takes longer to start, and runs slower afterwards: each function that is made
 * gets its name written into it. The package is built already.
 */
export async function buildPrograms(onProgress: (line: string) => void = () => {}): Promise<void> {
  if (isPackaged) return;
  await mkdir(DIST, { recursive: true });
  await alone(path.join(DIST, ".building-programs"), async () => {
    if (areProgramsBuilt()) return;
    onProgress("building the lab and the balancer (only when they changed) …");
    await makePrograms();
  });
}

export function areProgramsBuilt(): boolean {
  return builtProgram(ROOT, "lab/main.ts") !== null;
}

async function makePrograms(): Promise<void> {
  const { build: viteBuild } = await import("vite");
  const folder = path.join(DIST, "programs");
  // Its name is the same each time: what an ended build has left is written over.
  const scratch = path.join(DIST, ".scratch-programs");
  // What changes from now on is newer than what is built.
  const startedAt = new Date();
  const sources = new Set<string>(["package-lock.json"]);
  try {
    await viteBuild({
      root: ROOT,
      configFile: false,
      publicDir: false,
      logLevel: "error",
      plugins: [
        leaveOutUnused(),
        {
          name: "list-sources",
          generateBundle(_, bundle) {
            for (const chunk of Object.values(bundle)) {
              const files = chunk.type === "chunk" ? chunk.moduleIds : [];
              for (const file of files.filter((one) => path.isAbsolute(one) && !one.includes("node_modules"))) {
                sources.add(path.relative(ROOT, file));
              }
            }
          },
        },
      ],
      ssr: { noExternal: true, external: OUTSIDE },
      build: {
        ssr: true,
        outDir: scratch,
        emptyOutDir: true,
        target: "node20",
        rollupOptions: {
          input: {
            ...Object.fromEntries(
              Object.entries(BUILT).map(([source, built]) => [path.basename(built, ".js"), path.join(ROOT, source)]),
            ),
            balancer: path.join(ROOT, "alb/balancer.ts"),
          },
          output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
        },
      },
    });
    const stamp = path.join(scratch, path.basename(BUILT_FROM));
    await writeFile(stamp, [...sources].sort().join("\n"));
    await utimes(stamp, startedAt, startedAt);
    await moveInto(folder, scratch, path.basename(BUILT_FROM));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Puts what was built where programs start from. A program that still runs loads some parts late, by the names that they
 * had: those stay for a day. Without the stamp, nobody starts what is half there.
 */
async function moveInto(folder: string, scratch: string, stamp: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rm(path.join(folder, stamp), { force: true });
  const files = await readdir(scratch);
  for (const old of await readdir(folder)) {
    const { mtimeMs } = await stat(path.join(folder, old));
    if (!files.includes(old) && Date.now() - mtimeMs > DAY_MS) await rm(path.join(folder, old), { recursive: true });
  }
  for (const file of [...files.filter((one) => one !== stamp), stamp])
    await rename(path.join(scratch, file), path.join(folder, file));
}

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Loaded only by those who use it, from where it is installed. */
const OUTSIDE = [
  "vite",
  "bufferutil",
  "utf-8-validate",
  "@aws-sdk/client-ec2",
  "@aws-sdk/client-elastic-load-balancing-v2",
];
