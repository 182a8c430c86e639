import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { buildPackage, PACKAGE_FOLDER } from "../machine/build/build-package.ts";
import { ReportDocument } from "../protocol/report-document.ts";
import { EXAMPLES } from "../machine/own-example.ts";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../machine/redis/find-redis-server.ts";
import { startRedis } from "../machine/redis/start-redis.ts";
import { startChild, type Child } from "../machine/processes/start-child.ts";

const MINUTES = 60_000;

let scratch: string;
let folder: string;
let packed: string;
beforeAll(async () => {
  await buildPackage();
  scratch = mkdtempSync(path.join(tmpdir(), "sticky-rooms-package-"));
  execFileSync("npm", ["pack", PACKAGE_FOLDER, "--silent"], { cwd: scratch });
  folder = path.join(scratch, "a folder, très long");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  packed = path.join(
    scratch,
    readdirSync(scratch).find((name) => name.endsWith(".tgz"))!,
  );
  execFileSync("npm", ["install", "--omit=dev", "--no-audit", "--no-fund", packed], { cwd: folder, stdio: "pipe" });
}, 10 * MINUTES);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function run(...args: string[]): Child & { said: string[] } {
  const said: string[] = [];
  const child = startChild(path.join(folder, "node_modules/.bin/sticky-rooms"), args, {
    name: "sticky-rooms",
    cwd: folder,
    // As by its name, not by the npx that may run this test.
    env: { ...process.env, npm_command: undefined },
    onLine: (line) => said.push(line),
    keptLines: 50,
  });
  onTestFinished(child.kill);
  return { ...child, said };
}

const readyUrl = (child: Child) =>
  child.ready((line) => /^ready (\S+)/.exec(line)?.[1] ?? null, 2 * MINUTES, "get ready");

it("is small, and brings no other package", () => {
  expect(statSync(packed).size).toBeLessThan(1_000_000);
  expect(readdirSync(path.join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
    "sticky-rooms",
  ]);
});

it("has no mistake that publint or arethetypeswrong finds", () => {
  const bin = (name: string) => path.join(import.meta.dirname, "../node_modules/.bin", name);
  const run = (name: string, ...args: string[]) => spawnSync(bin(name), args, { encoding: "utf8" });
  expect(run("publint", PACKAGE_FOLDER, "--strict")).toMatchObject({ status: 0 });
  expect(run("attw", packed, "--profile", "esm-only")).toMatchObject({ status: 0 });
});

it("loads nothing but Node's modules for the balancer", () => {
  const dist = path.join(PACKAGE_FOLDER, "dist/cli");
  const seen = new Set<string>();
  const outside = (file: string): string[] => {
    if (seen.has(file)) return [];
    seen.add(file);
    const source = readFileSync(path.join(dist, file), "utf8");
    const named = [...source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'`]([^"'`]+)["'`]/g)].map(([, name]) => name!);
    return named.flatMap((name) => (name.startsWith("./") ? outside(name.slice(2)) : [name]));
  };
  expect(outside("alb.js").filter((name) => !name.startsWith("node:"))).toEqual([]);
  expect(seen.size).toBeGreaterThan(0);
});

it("answers --help in less than 0.4 s of a processor's time", () => {
  const program = path.join(folder, "node_modules/sticky-rooms/sticky-rooms.js");
  const measure = `process.on("exit", () => console.error(process.cpuUsage().user + process.cpuUsage().system));`;
  const seconds = ["alb", "doctor", "experiment", "start"].map((command) => {
    const times = [1, 2, 3].map(() => {
      const { stderr } = spawnSync(
        process.execPath,
        ["--import", `data:text/javascript,${encodeURIComponent(measure)}`, program, command, "--help"],
        { encoding: "utf8", cwd: folder },
      );
      return Number(stderr.trim()) / 1e6;
    });
    return Math.min(...times);
  });
  expect(Math.max(...seconds)).toBeLessThan(0.4);
});

it.each([
  [["--help"], /^usage: sticky-rooms \[COMMAND\] \[options\]$/],
  [["start", "--help"], /^usage: sticky-rooms start \[options\]$/],
  [
    ["alb", "--help"],
    /^usage: sticky-rooms alb \[options\] \(--target URL … \| --follow URL \| -- COMMAND \[ARGS\]\)$/,
  ],
  [["experiment", "--help"], /^usage: sticky-rooms experiment /],
  [["doctor", "--help"], /^usage: sticky-rooms doctor URL /],
  [["--version"], /^\d+\.\d+\.\d+$/],
])("%j", async (args, first) => {
  const child = run(...args);
  expect(await child.ended).toMatchObject({ code: 0 });
  expect(child.said[0]).toMatch(first);
});

it("refuses a command that there is not, and names the nearest", async () => {
  const child = run("doctro");
  expect(await child.ended).toMatchObject({ code: 2 });
  expect(child.said).toEqual(['"doctro" is not a command; did you mean doctor? sticky-rooms --help lists them']);
});

it(
  "runs the lab, with the page, and simulated people, and writes nothing here",
  async () => {
    const child = run("--port=0", "--control-port=0", "--instances=2");
    const [, url = "", control = ""] = await child.ready(
      (line) => /^ready (\S+) \(control API (\S+)\)/.exec(line),
      2 * MINUTES,
    );
    expect(await (await fetch(url)).text()).toContain("<title>");
    const person = await fetch(`${control}/people`, { method: "POST", body: '{"name":"Ada","room":"lobby"}' });
    expect(person.status).toBe(201);
    child.signal("SIGINT");
    expect(await child.ended).toMatchObject({ code: 0 });
    expect(readdirSync(folder).sort()).toEqual(["node_modules", "package-lock.json", "package.json"]);
  },
  5 * MINUTES,
);

it(
  "puts copies of a command behind the balancer, and the doctor looks at them",
  async () => {
    writeFileSync(
      path.join(folder, "app.mjs"),
      `import { createServer } from "node:http"; createServer((_, r) => r.end(process.env.INSTANCE)).listen(process.env.PORT);`,
    );
    const child = run("alb", "--port=0", "--control-port=0", "--instances=2", "--", process.execPath, "app.mjs");
    const url = await readyUrl(child);
    expect(await (await fetch(url)).text()).toMatch(/^app-[12]$/);
    const doctor = run("doctor", url, "--timeout", "30");
    expect(await doctor.ended).toMatchObject({ code: 2 });
    child.signal("SIGINT");
    expect(await child.ended).toMatchObject({ code: 0 });
  },
  5 * MINUTES,
);

it(
  "measures a cell, for every reporter and the summary of a workflow's step",
  async () => {
    const args = ["--cells", "on-websocket-browsers-memory-nothing", "--people", "3", "--messages", "1"];
    const reporters = ["text", "json", "markdown", "junit", "github", "html"];
    const fileOf = (name: string) => path.join(scratch, `report.${name}`);
    const child = startChild(
      path.join(folder, "node_modules/.bin/sticky-rooms"),
      ["experiment", ...args, ...reporters.flatMap((name) => ["--reporter", name, "--output", fileOf(name)])],
      { cwd: folder, env: { ...process.env, GITHUB_STEP_SUMMARY: fileOf("summary") }, keptLines: 50 },
    );
    onTestFinished(child.kill);
    expect(await child.ended).toMatchObject({ code: 0 });
    for (const name of reporters) expect(statSync(fileOf(name)).size).toBeGreaterThan(0);
    expect(readFileSync(fileOf("summary"), "utf8")).toContain(readFileSync(fileOf("markdown"), "utf8"));
  },
  5 * MINUTES,
);

it(
  "is a library without dependencies, with types",
  async () => {
    cpSync(path.join(import.meta.dirname, "../examples/library/balance.mjs"), path.join(folder, "balance.mjs"));
    expect(execFileSync(process.execPath, ["balance.mjs"], { cwd: folder, encoding: "utf8" })).toBe("the same copy\n");
    const program = `
import { startBalancer } from "sticky-rooms/alb";
const balancer = await startBalancer({ targets: ["http://127.0.0.1:9"], healthCheck: { path: "/health" } });
const { targets } = balancer.state();
console.log(targets[0]?.id);
await balancer.close();
`;
    writeFileSync(path.join(folder, "use.mjs"), program);
    expect(execFileSync(process.execPath, ["use.mjs"], { cwd: folder, encoding: "utf8" })).toBe("127.0.0.1:9\n");
    const packages = path.join(import.meta.dirname, "../node_modules");
    const types = path.join(folder, "node_modules/@types/node");
    cpSync(path.join(packages, "@types/node"), types, { recursive: true });
    if (existsSync(path.join(packages, "undici-types"))) {
      cpSync(path.join(packages, "undici-types"), path.join(folder, "node_modules/undici-types"), { recursive: true });
    }
    writeFileSync(path.join(folder, "use.ts"), program);
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", "node"];
    execFileSync(process.execPath, [path.join(packages, "typescript/bin/tsc"), ...options, "use.ts"], {
      cwd: folder,
      stdio: "pipe",
    });
    expect(readFileSync(path.join(PACKAGE_FOLDER, "package.json"), "utf8")).not.toContain('"dependencies"');
  },
  2 * MINUTES,
);

it.for([
  // (1 − 1/3) · 6/5 of 60
  { server: "tutorial-chat", claims: "memory", missing: 48 },
  { server: "redis-chat", claims: "shared", missing: 0 },
])(
  "counts of the example $server what the server itself wrote to a file, by one command",
  { timeout: 5 * MINUTES },
  async ({ server, claims, missing }, { skip }) => {
    if (server === "redis-chat" && !findRedisServer()) return skip(HOW_TO_INSTALL_REDIS);
    const redis = server === "redis-chat" ? await startRedis() : null;
    onTestFinished(() => redis?.close());
    const DELIVERIES = path.join(scratch, `${server}.txt`);
    const child = startChild(
      path.join(folder, "node_modules/.bin/sticky-rooms"),
      [
        ...["experiment", "--app", "tutorial-chat", "--claims", claims, "--cells", "on-websocket-browsers-nothing"],
        ...["--reporter", "json", "--output", path.join(scratch, "report.json")],
        // A command is found in node_modules/.bin by npx, which this test does without.
        ...["--instances", "3", "--", path.join(folder, "node_modules/.bin/sticky-rooms"), "example", server],
      ],
      { cwd: folder, env: { ...process.env, DELIVERIES, ...(redis && { REDIS_URL: redis.url }) }, keptLines: 50 },
    );
    onTestFinished(child.kill);
    expect(await child.ended).toMatchObject({ code: 0 });
    const report = ReportDocument.parse(JSON.parse(readFileSync(path.join(scratch, "report.json"), "utf8")));
    expect(report).toMatchObject({ kind: "application", verdict: "valid" });
    const [cell] = report["cells"] as {
      measurements: { crossUser: { inRoom: number; lost: unknown[]; delivered: number; sent: { ok: number } } };
    }[];
    const { inRoom, lost, delivered, sent } = cell!.measurements.crossUser;
    expect({ inRoom, missing: lost.length }).toEqual({ inRoom: 60, missing });
    // Own messages that came back are deliveries to the server, and one more is the rehearsal's.
    expect(readFileSync(DELIVERIES, "utf8").trim().split("\n")).toHaveLength(delivered + sent.ok + 1);
    expect(readdirSync(folder)).not.toContain("logs");
  },
);

it("has every example that it names", () => {
  const names = spawnSync(path.join(folder, "node_modules/.bin/sticky-rooms"), ["example", "x"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(names).toMatchObject({
    status: 2,
    stderr: `the example is "x"; allowed: ${Object.keys(EXAMPLES).join(", ")}\n`,
  });
  const built = readdirSync(path.join(folder, "node_modules/sticky-rooms"), { recursive: true }).map(String);
  for (const name of Object.keys(EXAMPLES)) expect(built.join("\n")).toContain(name);
});

it(
  "has fixtures for Playwright",
  async () => {
    for (const name of ["@playwright", "playwright", "playwright-core", "socket.io"]) {
      const to = path.join(folder, "node_modules", name);
      if (!existsSync(to)) symlinkSync(path.join(import.meta.dirname, "../node_modules", name), to);
    }
    const { test, expect: expectPage } = (await import(
      pathToFileURL(path.join(folder, "node_modules/sticky-rooms/dist/cli/playwright.js")).href
    )) as Record<string, unknown>;
    expect([typeof test, typeof expectPage]).toEqual(["function", "function"]);
    const use = `import { test } from "sticky-rooms/playwright";
test.use({ albOptions: { command: ["node", "server.js"], instances: 2 } });
test("typed", async ({ alb, person }) => { const id: string | null = await alb.instanceOf(await (await person()).newPage()); await alb.kill(id!); });
`;
    writeFileSync(path.join(folder, "typed.spec.ts"), use);
    const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", "node"];
    const tsc = path.join(import.meta.dirname, "../node_modules/typescript/bin/tsc");
    execFileSync(process.execPath, [tsc, ...options, "--skipLibCheck", "typed.spec.ts"], {
      cwd: folder,
      stdio: "pipe",
    });
  },
  2 * MINUTES,
);
