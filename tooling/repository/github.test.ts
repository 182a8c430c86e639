import { readdirSync, readFileSync } from "node:fs";
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

const FORMS = ".github/ISSUE_TEMPLATE";

it.each(readdirSync(FORMS).filter((file) => file !== "config.yml"))("the issue form %s is complete", (file) => {
  const form = parse(readFileSync(`${FORMS}/${file}`, "utf8")) as {
    name: string;
    description: string;
    body: { type: string; id: string; attributes: { label: string }; validations?: { required: boolean } }[];
  };
  expect([form.name, form.description]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\w/)]);
  expect(form.body.map(({ type }) => type).filter((type) => !["input", "textarea"].includes(type))).toEqual([]);
  expect(new Set(form.body.map(({ id }) => id)).size).toBe(form.body.length);
  expect(form.body.some(({ validations }) => validations?.required)).toBe(true);
});
