import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";

interface Workflow {
  jobs: Record<
    string,
    { "timeout-minutes"?: number; strategy: { matrix: { node: (string | number)[] } }; steps: { run?: string }[] }
  >;
}

const workflow = parse(readFileSync(".github/workflows/ci.yml", "utf8")) as Workflow;
const { engines } = JSON.parse(readFileSync("package.json", "utf8")) as { engines: { node: string } };

it("the workflow runs .ci/run, on the oldest Node that is allowed and on newer ones, and gives up in time", () => {
  const { test } = workflow.jobs;
  expect(test!.steps.map(({ run }) => run)).toContain("bash .ci/run");
  const [oldest, ...newer] = test!.strategy.matrix.node.map(String);
  expect(oldest).toMatch(new RegExp(`^${engines.node.replace(">=", "").replaceAll(".", "\\.")}(?:\\.0)?$`));
  expect(newer.length).toBeGreaterThan(0);
  expect(test!["timeout-minutes"]).toBeLessThanOrEqual(60);
});
