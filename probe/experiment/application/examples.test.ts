import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runExperiment } from "../fixtures/run-experiment.ts";

interface Told {
  verdict: string;
  confirmation: string;
  cells: { measurements: { crossUser: { expected: number; delivered: number; sent: { ok: number } } } }[];
}

const TUTORIAL = "examples/tutorial-chat";

describe("npm run experiment -- --app", () => {
  it("counts of the tutorial's chat what the server itself wrote to a file", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "sticky-rooms-test-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, "deliveries.txt");
    const args = [
      "--app",
      `${TUTORIAL}/app.mjs`,
      "--claims",
      "memory",
      "--cells",
      "on-websocket-browsers-nothing",
      "--json",
    ];
    const command = ["--", "node", `${TUTORIAL}/server.mjs`];
    const { code, stdout } = await runExperiment([...args, ...command], { env: { DELIVERIES: file } });
    const told = JSON.parse(stdout) as Told;
    expect({ code, ...told }).toMatchObject({ code: 0, verdict: "valid", confirmation: "echo" });
    const { expected, delivered, sent } = told.cells[0]!.measurements.crossUser;
    // (1 − 1/3) · 6/5 of 60 are missing.
    expect({ expected, missing: expected - delivered }).toEqual({ expected: 60, missing: 48 });
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    // What came back to its sender is not counted; one message more is the rehearsal.
    expect(lines).toHaveLength(delivered + sent.ok + 1);
  });

  it.each([
    [["--app", "no-such.mjs", "--", "node", "x"], '--app: there is no file "no-such.mjs"'],
    [["--app", `${TUTORIAL}/server.cjs`, "--", "node", "x"], "there is no file"],
    [["--app", `${TUTORIAL}/app.mjs`, "--", "no-such-command"], '"no-such-command" cannot be started'],
    [
      ["--app", `${TUTORIAL}/app.mjs`, "--url", "http://127.0.0.1:1", "--start-timeout", "1"],
      "http://127.0.0.1:1 does not answer",
    ],
    [
      ["--app", `${TUTORIAL}/app.mjs`, "--cells", "happening=kill", "--url", "http://127.0.0.1:1"],
      "names none of the 12 cells",
    ],
  ])("ends with 2 and a sentence for %j", async (args, sentence) => {
    const { code, stdout, stderr } = await runExperiment(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.split("\n").at(-1)).toContain(sentence);
  });
});
