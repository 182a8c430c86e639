import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { EXTRAS } from "../all-tests/extras.ts";

interface Workflow {
  jobs: Record<
    string,
    {
      "timeout-minutes"?: number;
      "runs-on": string;
      strategy?: { matrix: { node: (string | number)[]; part: string[] } };
      steps: { run?: string }[];
    }
  >;
}

const workflow = parse(readFileSync(".github/workflows/ci.yml", "utf8")) as Workflow;
const { engines, scripts } = JSON.parse(readFileSync("package.json", "utf8")) as {
  engines: { node: string };
  scripts: Record<string, string>;
};

it("the workflow runs what .ci/run runs, on the oldest Node that is allowed and on newer ones, and gives up in time", () => {
  const { test } = workflow.jobs;
  const { node, part } = test!.strategy!.matrix;
  expect(test!.steps.map(({ run }) => run)).toContain("npm run ${{ matrix.part }}");
  const run = readFileSync(".ci/run", "utf8").match(/^npm .*$/gm);
  expect(run?.map((line) => line.replace(/^npm (?:run )?/, ""))).toEqual(part);
  const [oldest, ...newer] = node.map(String);
  expect(oldest).toMatch(new RegExp(`^${engines.node.replace(">=", "").replaceAll(".", "\\.")}(?:\\.0)?$`));
  expect(newer).toEqual(["22", "24", "26"]);
  for (const job of Object.values(workflow.jobs)) expect(job["timeout-minutes"]).toBeLessThanOrEqual(60);
});

it("the workflow installs each Debian package that tests need", () => {
  const install = workflow.jobs["test"]!.steps.map(({ run = "" }) => run).find((run) =>
    run.includes("apt-get install"),
  );
  // GitHub's machines have these.
  const there = ["openssl", "firefox-esr"];
  const needed = EXTRAS.flatMap(({ debian }) => debian?.split(" ") ?? []).filter((name) => !there.includes(name));
  expect(install?.split(" ")).toEqual(expect.arrayContaining(needed));
});

it("a release publishes what the workflow tries without publishing, with provenance and no token", () => {
  const release = readFileSync(".github/workflows/release.yml", "utf8");
  const { jobs } = parse(release) as Workflow;
  const commands = (job: Workflow["jobs"][string] | undefined) => job!.steps.flatMap(({ run }) => run ?? []);
  const published = commands(jobs["package"]);
  const tried = commands(workflow.jobs["release"]);
  expect(published).toContain("npm publish ./dist/package --provenance --access public");
  expect(tried).toContain("npm publish ./dist/package --dry-run --access public");
  for (const command of ["npm ci --no-audit --no-fund", "npm run package"]) {
    expect(published).toContain(command);
    expect(tried).toContain(command);
  }
  expect(jobs["package"]).toMatchObject({ permissions: { "id-token": "write" } });
  expect(release).not.toMatch(/NODE_AUTH_TOKEN|NPM_TOKEN/);
});

it("the workflow runs only scripts that exist", () => {
  const { part } = workflow.jobs["test"]!.strategy!.matrix;
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
  const named = steps.flatMap(({ run = "" }) => [...run.matchAll(/npm run ([a-z][\w:]*)/g)].map(([, name]) => name!));
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining([...part, ...named]));
  expect(named).toContain("unit");
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
