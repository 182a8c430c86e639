import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { startLab } from "../../lab/start-lab.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const MINUTES = 180_000;

interface Told {
  verdict: string;
  leftOut: string | null;
  cells: { key: string; measured: string; comparison: { verdict: string } }[];
}

/** Runs the program, as npm does; `onLine` is told each line of its progress. */
async function run(
  args: string[],
  { env = {}, onLine = () => {} }: { env?: object; onLine?: (line: string) => void } = {},
) {
  const child = spawn(process.execPath, ["tooling/bootstrap/run.cjs", "probe/experiment/main.ts", ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    onLine(line);
  });
  const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, "close") as Promise<[number]>]);
  return { code, stdout, stderr: lines.join("\n"), json: () => JSON.parse(stdout) as Told };
}

describe("npm run experiment", { timeout: MINUTES }, () => {
  it("ends with 0 when everything is as predicted, and writes all its reports", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const html = path.join(folder, "report.html");
    const { code, json } = await run(["--cells", "off-websocket-browsers-memory-*", "--json", "--html", html]);
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
    const args = ["--url", lab.url, "--cells", "transport=polling", "--people", "3", "--progress", "json", "--json"];
    const { code, json } = await run(args, { onLine: switchOff });
    expect(json().cells.filter(({ comparison }) => comparison.verdict === "contradicted").length).toBeGreaterThan(0);
    expect(json().verdict).toBe("invalid");
    expect(code).toBe(1);
  });

  it("measures a deployment with what anybody can ask of it", async () => {
    const lab = await startLab({ instances: 2, stickiness: false });
    onTestFinished(lab.close);
    const { code, json } = await run(["--url", lab.url, "--cells", "transport=websocket", "--json"]);
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
    const { code, stdout, stderr } = await run(["--url", url]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(`${url} does not answer as Sticky Rooms does: 502 to GET /api/instance`);
  });

  it.each([
    [["--people", "1"], '--people is "1"'],
    [["--cells", "nothing-like-it"], "names none of the 144 cells"],
    [["--url", "http://localhost:1"], "http://localhost:1 cannot be reached"],
    [["--seed", "-1"], '--seed is "-1"; allowed: a whole number from 0 to 4294967295'],
    [["--html", ROOT], `--html: "${ROOT}" cannot be written (EISDIR); choose another file`],
    [["--log-dir", "package.json/logs"], '--log-dir: "package.json/logs" cannot be written (ENOTDIR)'],
  ])("ends with 2 and a sentence for %j", async (args, sentence) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr.split("\n")).toHaveLength(1);
  });

  it("says what is left out where there is no Redis, and refuses what needs one", async () => {
    const env = { PATH: "/nowhere" };
    const refused = await run(["--cells", "store=streams"], { env });
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /^the cells that --cells names need shared state, and there is no Redis on this machine/,
    );
    const filters = ["--cells", "on-websocket-one-browser-*-nothing"];
    const { code, stdout, stderr } = await run([...filters, "--people", "3", "--messages", "1"], { env });
    for (const told of [stdout, stderr]) expect(told).toContain("2 cells with shared state are left out");
    expect(code).toBe(0);
  });

  it("holds every outcome to what it must be while things fail", async () => {
    const { code, stdout } = await run(["--faults", "--duration", "8", "--people", "4", "--seed", "5", "--json"]);
    const { verdict, rounds, totals } = JSON.parse(stdout) as {
      verdict: string;
      rounds: { violations: string[] }[];
      totals: { store: string; lost: number; expected: number; faults: unknown[] }[];
    };
    expect(rounds.flatMap(({ violations }) => violations)).toEqual([]);
    expect(totals.map(({ store }) => store)).toEqual(["memory", "streams"]);
    for (const { expected, faults } of totals) {
      expect(expected).toBeGreaterThan(20);
      expect(faults.length).toBeGreaterThan(2);
    }
    expect(totals[1]?.lost).toBe(0);
    expect({ code, verdict }).toEqual({ code: 0, verdict: "valid" });
  });
});
