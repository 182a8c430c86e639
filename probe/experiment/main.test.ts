import { describe, expect, it } from "vitest";
import { ReportDocument } from "../../protocol/report-document.ts";
import { allCells } from "./cell.ts";
import { ROOT, runExperiment } from "./fixtures/run-experiment.ts";

describe("npm run experiment", () => {
  it.each([
    [["--cells", "nothing-like-it"], `names none of the ${allCells(["memory", "streams", "pubsub"]).length} cells`],
    [["--html", ROOT], `--html: "${ROOT}" cannot be written (EISDIR); choose another file`],
    [["--log-dir", "package.json/logs"], '--log-dir: "package.json/logs" cannot be written (ENOTDIR)'],
  ])("ends with 2 and a sentence for %j", async (args, sentence) => {
    const { code, stdout, stderr } = await runExperiment(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(sentence);
    expect(stderr.split("\n")).toHaveLength(1);
  });

  it("says in JSON too why it measured nothing", async () => {
    const { code, stdout } = await runExperiment(["--url", "http://localhost:1", "--json"]);
    expect(code).toBe(2);
    expect(ReportDocument.parse(JSON.parse(stdout))).toMatchObject({
      kind: "matrix",
      verdict: "unknown",
      error: expect.stringContaining("http://localhost:1 cannot be reached") as string,
    });
  });
});
