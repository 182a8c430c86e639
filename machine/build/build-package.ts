import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EXAMPLES, exampleEntry } from "../own-example.ts";
import { build } from "./build.ts";
import { leaveOutUnused } from "./leave-out-unused.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/** Not in the package: it is only used by those who have it (`--follow`), or not at all (`vite`). */
const AWS = ["@aws-sdk/client-ec2", "@aws-sdk/client-elastic-load-balancing-v2"];

/** Loaded by those who run Playwright, which brings it. */
const PLAYWRIGHT = "@playwright/test";

const OUTSIDE = ["vite", "bufferutil", "utf-8-validate", PLAYWRIGHT, ...AWS];

/** Programs of their own processes, in the folders where a clone has them; here they share what they import. */
const PROGRAMS = { server: "server/main.ts", people: "people/main.ts" };

/** What the package is made of, in `dist/package/`: `npm pack ./dist/package` makes the file. */
export const PACKAGE_FOLDER = path.join(ROOT, "dist", "package");

/** Builds it: the program and the library in JavaScript with all that they import, the page, an instance, a person. */
export async function buildPackage(): Promise<void> {
  await build((line) => process.stderr.write(`${line}\n`));
  rmSync(PACKAGE_FOLDER, { recursive: true, force: true });
  const { build: viteBuild } = await import("vite");
  await viteBuild({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [leaveOutUnused()],
    // Express and Engine.IO want two versions of the same table.
    resolve: { dedupe: ["mime-db"] },
    ssr: { noExternal: true, external: OUTSIDE },
    build: {
      ssr: true,
      // As deep as a room's folder in a clone, so that what is looked for two folders up is found.
      outDir: path.join(PACKAGE_FOLDER, "dist/cli"),
      target: "node20",
      minify: true,
      rollupOptions: {
        input: Object.fromEntries(
          Object.entries({
            main: "cli/main.ts",
            alb: "alb/balancer.ts",
            playwright: "playwright/test.ts",
            ...exampleEntries(),
            ...PROGRAMS,
          }).map(([name, source]) => [name, path.join(ROOT, source)]),
        ),
        output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
      },
    },
  });
  cpSync(path.join(ROOT, "dist/web"), path.join(PACKAGE_FOLDER, "dist/web"), { recursive: true });
  cpSync(path.join(ROOT, "dist/console"), path.join(PACKAGE_FOLDER, "dist/console"), { recursive: true });
  for (const name of Object.keys(PROGRAMS)) {
    mkdirSync(path.join(PACKAGE_FOLDER, "dist", name));
    writeFileSync(path.join(PACKAGE_FOLDER, "dist", name, "main.js"), `import "../cli/${name}.js";\n`);
  }
  writeTypes();
  cpSync(path.join(ROOT, "LICENSE"), path.join(PACKAGE_FOLDER, "LICENSE"));
  cpSync(path.join(ROOT, "cli/README.md"), path.join(PACKAGE_FOLDER, "README.md"));
  cpSync(path.join(ROOT, "docs/report.schema.json"), path.join(PACKAGE_FOLDER, "report.schema.json"));
  writeFileSync(path.join(PACKAGE_FOLDER, "sticky-rooms.js"), '#!/usr/bin/env node\nimport "./dist/cli/main.js";\n', {
    mode: 0o755,
  });
  writeFileSync(path.join(PACKAGE_FOLDER, "package.json"), `${JSON.stringify(manifest(), null, 2)}\n`);
}

function exampleEntries(): Record<string, string> {
  const sources = new Set(Object.values(EXAMPLES).flatMap(({ server, app }) => [server, app]));
  return Object.fromEntries([...sources].map((source) => [exampleEntry(source), `examples/${source}`]));
}

/** Declarations of the library. */
function writeTypes(): void {
  const config = path.join(ROOT, "dist", "types.tsconfig.json");
  writeFileSync(
    config,
    JSON.stringify({
      extends: "../tsconfig.json",
      compilerOptions: {
        noEmit: false,
        declaration: true,
        emitDeclarationOnly: true,
        rootDir: ROOT,
        outDir: path.join(PACKAGE_FOLDER, "dist/types"),
      },
      include: [],
      files: [path.join(ROOT, "alb/balancer.ts"), path.join(ROOT, "playwright/test.ts")],
    }),
  );
  execFileSync(process.execPath, [path.join(ROOT, "node_modules/typescript/bin/tsc"), "-p", config], {
    stdio: "inherit",
  });
  rmSync(config);
  // Only these are public; what they are made of needs no declarations.
  const types = path.join(PACKAGE_FOLDER, "dist/types");
  for (const room of readdirSync(types)) {
    if (room !== "alb" && room !== "playwright") rmSync(path.join(types, room), { recursive: true });
  }
}

function manifest(): object {
  const { name, version, description, license, engines, devDependencies } = JSON.parse(
    readFileSync(path.join(ROOT, "package.json"), "utf8"),
  ) as Record<string, unknown> & { devDependencies: Record<string, string> };
  return {
    name,
    version,
    description,
    license,
    type: "module",
    keywords: ["socket.io", "sticky sessions", "load balancer", "aws", "alb", "elbv2", "websocket", "testing"],
    engines,
    bin: { "sticky-rooms": "sticky-rooms.js" },
    exports: {
      "./alb": { types: "./dist/types/alb/balancer.d.ts", default: "./dist/cli/alb.js" },
      "./playwright": { types: "./dist/types/playwright/test.d.ts", default: "./dist/cli/playwright.js" },
      "./report.schema.json": "./report.schema.json",
      "./package.json": "./package.json",
    },
    files: ["dist", "report.schema.json", "sticky-rooms.js"],
    peerDependencies: Object.fromEntries([PLAYWRIGHT, ...AWS].map((one) => [one, devDependencies[one]])),
    peerDependenciesMeta: Object.fromEntries([PLAYWRIGHT, ...AWS].map((one) => [one, { optional: true }])),
  };
}
