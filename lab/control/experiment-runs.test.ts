import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import express from "express";
import { describe, expect, it, onTestFinished } from "vitest";
import { answerErrors } from "./answer-errors.ts";
import { experimentRoutes } from "./experiment-routes.ts";
import { createExperimentRuns } from "./experiment-runs.ts";

const CELL = { stickiness: "off", transport: "websocket", layout: "browsers", store: "memory", happening: "nothing" };
const PLAN = {
  type: "plan",
  cells: [
    { key: "a", ...CELL, predicted: "p" },
    { key: "b", ...CELL, predicted: "p" },
  ],
};
const DONE = { type: "done", key: "a", measured: "m", verdict: "as-predicted", lost: 48, expected: 60 };

/** A control API with a stand-in for the experiment's program, or with the program itself. */
async function startApi(program: string | null) {
  const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-test-"));
  const file = path.join(folder, "program.mjs");
  writeFileSync(
    file,
    `import { writeFileSync } from "node:fs";
const tell = (line) => process.stderr.write(JSON.stringify(line) + "\\n");
const page = process.argv.find((one) => one.startsWith("--html=")).slice(7);
${program}`,
  );
  const runs = program === null ? createExperimentRuns() : createExperimentRuns([file]);
  const app = express();
  app.use(express.json(), experimentRoutes(runs), answerErrors);
  const http = createServer(app).listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(async () => {
    await runs.close();
    http.close();
    await rm(folder, { recursive: true });
  });
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/experiment`;
  const changes: (() => void)[] = [];
  runs.onChange(() => changes.forEach((look) => look()));
  return {
    call: async (method: string, body?: unknown, at = "") => {
      const headers = { "Content-Type": "application/json" };
      const response = await fetch(url + at, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : text,
      };
    },
    until: (isSo: (view: ReturnType<typeof runs.view>) => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => isSo(runs.view()) && resolve();
        changes.push(look);
        look();
      }),
    view: runs.view,
  };
}

describe("the experiment behind the control API", () => {
  it("fills its cells while it runs, and then has a report", async () => {
    const { call, until, view } = await startApi(`
      tell(${JSON.stringify(PLAN)}); tell({ type: "started", key: "a" }); tell(${JSON.stringify(DONE)});
      tell({ type: "failed", key: "b", error: "no lab" });
      writeFileSync(page, "<!doctype html>" + process.argv.slice(2).join(" "));`);
    expect((await call("GET")).body).toMatchObject({ state: "none", cells: [] });
    expect((await call("GET", undefined, "/report")).status).toBe(404);
    const started = await call("POST", { cells: "stickiness=off", people: 4, seed: 7 });
    expect(started).toMatchObject({ status: 202, body: { state: "running" } });
    await until(({ state }) => state !== "running");
    expect(view()).toMatchObject({
      state: "done",
      sentence: "1 of 2 cells as predicted, 1 could not be told",
      cells: [
        {
          key: "a",
          ...CELL,
          phase: "done",
          predicted: "p",
          measured: "m",
          verdict: "as-predicted",
          lost: 48,
          expected: 60,
        },
        { key: "b", phase: "done", measured: "no lab", verdict: "unknown" },
      ],
    });
    const report = await call("GET", undefined, "/report");
    expect(report.body).toMatch(
      /^<!doctype html>--progress=json --html=\S+ --cells=stickiness=off --people=4 --seed=7$/,
    );
  });

  it("is the real one", async () => {
    const { call, until, view } = await startApi(null);
    await call("POST", { cells: "on-websocket-browsers-memory-nothing", people: 3, messages: 1 });
    await until(({ state }) => state !== "running");
    expect(view()).toMatchObject({
      state: "done",
      sentence: "1 of 1 cells as predicted",
      cells: [{ lost: 6, expected: 6 }],
    });
    expect((await call("GET", undefined, "/report")).body).toContain('id="cell-on-websocket-browsers-memory-nothing"');
  }, 90_000);

  it("ends a run that has only just begun", async () => {
    const { call } = await startApi("setInterval(() => {}, 1000);");
    await call("POST", {});
    expect((await call("DELETE")).body).toMatchObject({ state: "failed" });
  });

  it("runs one at a time, and stops it when asked", async () => {
    const { call, until } = await startApi(`tell(${JSON.stringify(PLAN)}); setInterval(() => {}, 1000);`);
    await call("POST", {});
    await until(({ cells }) => cells.length === 2);
    expect((await call("POST", {})).status).toBe(409);
    expect((await call("DELETE")).body).toMatchObject({ state: "failed", sentence: "stopped before it was finished" });
    expect((await call("POST", {})).status).toBe(202);
  });

  it("says so when there is no folder to write in, and the next run may have one", async () => {
    const { call, until, view } = await startApi("");
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = "/nonexistent";
    await call("POST", {});
    await until(({ state }) => state === "failed");
    process.env["TMPDIR"] = before;
    if (before === undefined) delete process.env["TMPDIR"];
    expect(view().sentence).toContain("ENOENT");
    expect((await call("POST", {})).status).toBe(202);
  });

  it("says in the program's own words why it did not run", async () => {
    const { call, until, view } = await startApi(`process.stderr.write("--people is 1\\n"); process.exit(2);`);
    await call("POST", { people: 1 });
    await until(({ state }) => state === "failed");
    expect(view().sentence).toBe("--people is 1");
  });

  it.each([
    [{ people: "6" }, '"people" is "6"; allowed: a whole number'],
    [{ cells: 1 }, '"cells" is 1; allowed: a filter'],
    [{ url: "http://elsewhere" }, '"url" is not known; allowed: cells, people, messages, seed'],
    [[], "the body is []; allowed: a JSON object"],
  ])("refuses %j", async (body, message) => {
    const { call, view } = await startApi("");
    const answer = await call("POST", body);
    expect(answer).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining(message) as string } },
    });
    expect(view().state).toBe("none");
  });
});
