import { describe, expect, it } from "vitest";
import { runExperiment } from "../fixtures/run-experiment.ts";

const TUTORIAL = "examples/tutorial-chat";

describe("npm run experiment -- --app", () => {
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
