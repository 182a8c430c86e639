import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startLab } from "../../lab/start-lab.ts";
import { findRedisServer, HOW_TO_INSTALL_REDIS } from "../../machine/redis/find-redis-server.ts";
import { runExperiment } from "./fixtures/run-experiment.ts";

const require = createRequire(import.meta.url);
const MINUTES = 180_000;
const withoutRedis = findRedisServer() ? "" : ` (skipped: no redis-server; ${HOW_TO_INSTALL_REDIS})`;

describe("npm run experiment", { timeout: MINUTES }, () => {
  it("ends with 0 when everything is as predicted, and writes all its reports", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const html = path.join(folder, "report.html");
    const { code, json } = await runExperiment([
      "--cells",
      "stickiness=off,transport=websocket,layout=browsers,store=memory,happening=nothing|reconnect|kill|drain",
      "--json",
      "--html",
      html,
    ]);
    expect(json().cells.map(({ key, measured }) => [key.split("-").at(-1), measured])).toEqual([
      ["nothing", "Q1 yes, Q3 no · 48 of 60 lost (80.0 %)"],
      ["reconnect", expect.stringMatching(/^Q1 yes, Q2 \w+, Q3 no · \d+ of 180 lost/)],
      ["kill", expect.stringMatching(/^Q1 yes, Q3 no, Q4 no · \d+ of 160 lost/)],
      ["drain", expect.stringMatching(/^Q1 yes, Q3 no, Q4 no · \d+ of 160 lost/)],
    ]);
    expect(json().verdict).toBe("valid");
    expect(code).toBe(0);
    const page = await readFile(html, "utf8");
    expect(page).toContain('id="cell-off-websocket-browsers-memory-kill"');
    expect(page).not.toMatch(/<script|https?:\/\//);
  });

  it("ends with 1 when a prediction is contradicted", async () => {
    const lab = await startLab({ instances: 2 });
    onTestFinished(lab.close);
    const switchOff = (line: string) => {
      if (line.includes('"plan"')) lab.balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "false" });
    };
    const args = [
      "--url",
      lab.url,
      "--cells",
      "transport=polling,happening=nothing",
      "--people",
      "3",
      "--progress",
      "json",
      "--json",
    ];
    const { code, json } = await runExperiment(args, { onLine: switchOff });
    expect(json().cells.filter(({ comparison }) => comparison.verdict === "contradicted").length).toBeGreaterThan(0);
    expect(json().verdict).toBe("invalid");
    expect(code).toBe(1);
  });

  it("ends with 2 and a sentence where a URL answers once with a proxy's page", async () => {
    const lab = await startLab({ instances: 2 });
    onTestFinished(lab.close);
    const pass = async (path: string, response: ServerResponse) => {
      const answer = await fetch(new URL(path, lab.url));
      response.writeHead(answer.status, { "set-cookie": answer.headers.getSetCookie() }).end(await answer.text());
    };
    const faulty = createServer((request, response) => {
      // A cookie comes from the browser that finds out about stickiness.
      if (request.headers.cookie) response.writeHead(502).end("<html>Bad Gateway</html>");
      else void pass(request.url!, response);
    });
    faulty.listen(0, "127.0.0.1");
    await once(faulty, "listening");
    onTestFinished(() => void faulty.close());
    const url = `http://127.0.0.1:${(faulty.address() as AddressInfo).port}`;
    const { code, stdout, stderr } = await runExperiment(["--url", url]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(`${url} does not answer as Sticky Rooms does: 502 to GET /health`);
  });

  it("measures a deployment with what anybody can ask of it", async () => {
    const lab = await startLab({ instances: 2, stickiness: false });
    onTestFinished(lab.close);
    const { code, json } = await runExperiment([
      ...["--url", lab.url, "--cells", "transport=websocket,happening=nothing|reconnect|kill"],
      "--json",
    ]);
    expect(json()).toMatchObject({ verdict: "valid", url: lab.url, instances: 2 });
    expect(json().leftOut).toContain("has stickiness off, 2 instances that answer, and its rooms in memory");
    expect(json().cells.map(({ key }) => key)).toEqual([
      "off-websocket-one-browser-memory-nothing",
      "off-websocket-one-browser-memory-reconnect",
      "off-websocket-browsers-memory-nothing",
      "off-websocket-browsers-memory-reconnect",
    ]);
    expect(code).toBe(0);
  });

  it("says what is left out where there is no Redis, and refuses what needs one", async () => {
    const env = { PATH: "/nowhere" };
    const refused = await runExperiment(["--cells", "store=streams"], { env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^the cells that --cells names need shared state, and there is no Redis on this machine/,
    );
    const filters = ["--cells", "on-websocket-one-browser-*-nothing"];
    const { code, stdout, stderr } = await runExperiment([...filters, "--people", "3", "--messages", "1"], { env });
    for (const told of [stdout, stderr]) expect(told).toContain("2 cells with shared state are left out");
    expect(code).toBe(0);
  });
});

describe.skipIf(withoutRedis)(`npm run experiment -- --adapter${withoutRedis}`, { timeout: MINUTES }, () => {
  const few = ["--people", "3", "--messages", "1", "--json"];

  it("finds that an adapter carries everything, also after its Redis was restarted", async () => {
    const cells = ["--cells", "on-websocket-browsers-adapter-restart-store"];
    const { code, json } = await runExperiment(["--adapter", "examples/adapter/streams.mjs", ...cells, ...few]);
    expect({ code, verdict: json().verdict }).toEqual({ code: 0, verdict: "valid" });
    expect(json().cells.map(({ measured }) => measured)).toEqual(["Q1 yes, Q3 yes · 0 of 12 lost (0.0 %)"]);
  });

  it("counts what an adapter does not carry, and says that it was the adapter", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "carries-nothing.cjs");
    await writeFile(
      file,
      `const { Adapter } = require(${JSON.stringify(require.resolve("socket.io-adapter"))}); module.exports = () => Adapter;`,
    );
    const cells = ["--cells", "on-websocket-browsers-adapter-nothing"];
    const { code, stdout } = await runExperiment(["--adapter", file, ...cells, ...few]);
    const told = JSON.parse(stdout) as { cells: { measurements: { crossUser: { lost: { cause: string }[] } } }[] };
    const causes = told.cells.flatMap(({ measurements }) => measurements.crossUser.lost.map(({ cause }) => cause));
    expect(causes).toEqual(Array.from({ length: 6 }, () => "not carried by the adapter"));
    expect(code).toBe(1);
  });
});

describe("npm run experiment -- --faults", { timeout: MINUTES }, () => {
  interface FaultsTold {
    verdict: string;
    rounds: { violations: string[] }[];
    totals: { store: string; lost: number; expected: number; faults: unknown[] }[];
  }
  const FAULTS = ["--faults", "--duration", "8", "--people", "4", "--seed", "5", "--json"];

  /** What holds for each store that was measured. */
  function expectHeld(code: number, { verdict, rounds, totals }: FaultsTold) {
    expect(rounds.flatMap(({ violations }) => violations)).toEqual([]);
    for (const { expected, faults } of totals) {
      expect(expected).toBeGreaterThan(20);
      expect(faults.length).toBeGreaterThan(2);
    }
    expect({ code, verdict }).toEqual({ code: 0, verdict: "valid" });
  }

  it("holds every outcome to what it must be while things fail, in memory alone where there is no Redis", async () => {
    const { code, stdout } = await runExperiment(FAULTS, { env: { PATH: "/nowhere" } });
    const told = JSON.parse(stdout) as FaultsTold;
    expect(told.totals.map(({ store }) => store)).toEqual(["memory"]);
    expectHeld(code, told);
  });

  describe.skipIf(withoutRedis)(`with Redis${withoutRedis}`, () => {
    it("holds every outcome to what it must be while things fail, and nothing is lost there", async () => {
      const { code, stdout } = await runExperiment(FAULTS);
      const told = JSON.parse(stdout) as FaultsTold;
      expect(told.totals.map(({ store }) => store)).toEqual(["memory", "streams"]);
      expect(told.totals[1]?.lost).toBe(0);
      expectHeld(code, told);
    });
  });
});
