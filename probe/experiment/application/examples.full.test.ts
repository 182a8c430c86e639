import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../../machine/redis/find-redis-server.ts";
import { freePort } from "../../../machine/ports.ts";
import { startChild } from "../../../machine/processes/start-child.ts";
import { startRedis } from "../../../machine/redis/start-redis.ts";
import { runExperiment } from "../fixtures/run-experiment.ts";

interface Told {
  verdict: string;
  confirmation: string;
  cells: {
    key: string;
    measurements: {
      crossUser: {
        expected: number;
        delivered: number;
        inRoom: number;
        lost: { wasAway: boolean }[];
        sent: { ok: number };
      };
    };
  }[];
}

const withoutRedis = findRedisServer() ? "" : ` (skipped: redis-server is missing; ${HOW_TO_INSTALL_REDIS})`;
const CHAT = ["--app", "examples/tutorial-chat/app.mjs"];

async function measure(args: string[], env: Record<string, string> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "deliveries.txt");
  const run = await runExperiment(["--json", ...args], { env: { ...env, DELIVERIES: file } });
  const told = JSON.parse(run.stdout) as Told;
  const sum = (count: (crossUser: Told["cells"][number]["measurements"]["crossUser"]) => number) =>
    told.cells.reduce((all, { measurements }) => all + count(measurements.crossUser), 0);
  return {
    code: run.code,
    told,
    missing: sum(({ lost }) => lost.filter(({ wasAway }) => !wasAway).length),
    expected: sum(({ inRoom }) => inRoom),
    /** Own messages that came back are deliveries to the server, and one more is the rehearsal's. */
    delivered: sum(({ delivered, sent }) => delivered + sent.ok) + 1,
    lines: async () => (await readFile(file, "utf8")).trim().split("\n").length,
  };
}

describe("the examples", { timeout: 600_000 }, () => {
  it("the tutorial's chat loses what it must, under all circumstances", async () => {
    const { code, told } = await measure([
      ...CHAT,
      "--claims",
      "memory",
      "--",
      "node",
      "examples/tutorial-chat/server.mjs",
    ]);
    expect({ code, verdict: told.verdict }).toEqual({ code: 0, verdict: "valid" });
    expect(told.cells).toHaveLength(24);
  });

  it("measures what is at a URL", async () => {
    const port = await freePort();
    const server = startChild(process.execPath, ["examples/tutorial-chat/server.mjs"], {
      name: "the tutorial's chat",
      env: { ...process.env, PORT: String(port) },
    });
    onTestFinished(server.kill);
    const args = ["--url", `http://localhost:${port}`, "--claims", "shared", "--cells", "happening=nothing"];
    const { code, told, missing } = await measure([...CHAT, ...args]);
    expect({ code, verdict: told.verdict, missing }).toEqual({ code: 0, verdict: "valid", missing: 0 });
    expect(told.cells.map(({ key }) => key)).toContain("as-is-websocket-browsers-nothing");
  });

  it("takes an instance that serves people from them, also where the module does not tell which that is", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "app.mjs");
    const { href } = pathToFileURL(path.resolve("examples/tutorial-chat/app.mjs"));
    await writeFile(file, `import chat from "${href}"; export default { ...chat, instance: undefined };`);
    const cell = "stickiness=on,transport=websocket,layout=one-browser,happening=kill";
    const { code, expected } = await measure([
      ...["--app", file, "--cells", cell, "--", "node", "examples/tutorial-chat/server.mjs"],
    ]);
    // All are in one browser, and so on one instance: while they come back, what nobody is there to hear is not due.
    expect({ code, expected }).toEqual({ code: 0, expected: 120 });
  });

  it("counts of the tutorial's chat what the server itself wrote to a file", async () => {
    const args = [...CHAT, "--claims", "memory", "--cells", "on-websocket-browsers-nothing"];
    const run = await measure([...args, "--", "node", "examples/tutorial-chat/server.mjs"]);
    expect(run).toMatchObject({ code: 0, told: { verdict: "valid", confirmation: "echo" } });
    // (1 − 1/3) · 6/5 of 60 are missing.
    expect({ expected: run.expected, missing: run.missing }).toEqual({ expected: 60, missing: 48 });
    expect(await run.lines()).toBe(run.delivered);
  });

  it("the tutorial's chat with its port written into it cannot be measured", async () => {
    const { code, stderr, stdout } = await runExperiment([
      ...CHAT,
      "--",
      "node",
      "examples/tutorial-chat/fixed-port.mjs",
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.split("\n").at(-1)).toMatch(/port 3000.* PORT.*let it listen on process\.env\.PORT$/);
  });

  it.skipIf(withoutRedis)(
    `with the Redis adapter nothing is missing, and the server says so too${withoutRedis}`,
    async () => {
      const redis = await startRedis();
      onTestFinished(() => redis.close());
      const args = [...CHAT, "--claims", "shared", "--cells", "*-websocket-browsers-nothing"];
      const run = await measure([...args, "--", "node", "examples/redis-chat/server.mjs"], { REDIS_URL: redis.url });
      expect(run).toMatchObject({ code: 0, missing: 0, expected: 120 });
      // The adapter tells everybody of the rehearsal, too; only one was there.
      expect(await run.lines()).toBe(run.delivered);
    },
  );

  it("a chat with rooms acknowledges what others never get", async () => {
    const args = ["--app", "examples/rooms-with-acks/app.mjs", "--claims", "memory"];
    const cells = ["--cells", "on-*-browsers-nothing", "--cells", "off-websocket-browsers-kill"];
    const { code, told } = await measure([...args, ...cells, "--", "node", "examples/rooms-with-acks/server.mjs"]);
    expect({ code, confirmation: told.confirmation }).toEqual({ code: 0, confirmation: "acknowledgement" });
    const nothing = told.cells.filter(({ key }) => key.endsWith("nothing"));
    expect(nothing.map(({ measurements: { crossUser } }) => crossUser.delivered)).toEqual([12, 12, 12]);
  });

  it("the cluster adapter shares what is said between the workers of one copy, not between copies", async () => {
    const cell = ["--cells", "on-default-browsers-nothing"];
    const command = ["--", "node", "examples/cluster-chat/server.mjs"];
    const alone = await measure([...CHAT, ...cell, "--claims", "shared", "--instances", "1", ...command]);
    expect(alone).toMatchObject({ code: 0, missing: 0, expected: 60 });
    expect(await alone.lines()).toBe(alone.delivered);
    const two = await measure([...CHAT, ...cell, "--claims", "memory", "--instances", "2", ...command]);
    // (1 − 1/2) · 6/5 of 60
    expect(two).toMatchObject({ code: 0, missing: 36, expected: 60 });
  });

  it.each([
    [["--app", "no-such.mjs", "--", "node", "x"], '--app: there is no file "no-such.mjs"'],
    [["--app", `examples/tutorial-chat/server.cjs`, "--", "node", "x"], "there is no file"],
    [["--app", `examples/tutorial-chat/app.mjs`, "--", "no-such-command"], '"no-such-command" cannot be started'],
    [
      ["--app", `examples/tutorial-chat/app.mjs`, "--url", "http://127.0.0.1:1", "--start-timeout", "1"],
      "http://127.0.0.1:1 does not answer",
    ],
    [
      ["--app", `examples/tutorial-chat/app.mjs`, "--cells", "happening=kill", "--url", "http://127.0.0.1:1"],
      "names none of the 18 cells",
    ],
  ])("ends with 2 and a sentence for %j", async (args, sentence) => {
    const { code, stdout, stderr } = await runExperiment(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.split("\n").at(-1)).toContain(sentence);
  });
});
