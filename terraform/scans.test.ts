import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";

const read = (name: string) => readFileSync(path.join(import.meta.dirname, name), "utf8");

it.each([".checkov.yaml", ".trivyignore"])("%s answers each finding that it leaves", (name) => {
  const lines = read(name).split("\n");
  const isId = (line: string) => /(?:CKV2?_AWS_\d+|AVD-AWS-\d{4})$/.test(line);
  const ids = lines.filter(isId);
  expect(ids.length).toBeGreaterThan(10);
  expect(new Set(ids).size).toBe(ids.length);
  // Ids that stand together share the answer above them.
  const answered = lines.filter(
    (line, index) => isId(line) && (isId(lines[index - 1]!) || /^ *# .+\.$/.test(lines[index - 1]!)),
  );
  expect(answered).toEqual(ids);
});

it("the workflow runs both with these files, and plans with the locked and with the newest provider", () => {
  const workflow = parse(
    readFileSync(path.join(import.meta.dirname, "../.github/workflows/terraform.yml"), "utf8"),
  ) as {
    jobs: {
      plan: { strategy: { matrix: { provider: string[] } } };
      scan: { steps: { run?: string; with?: Record<string, string> }[] };
    };
  };
  const { plan, scan } = workflow.jobs;
  const [locked] = /version\s+= "([\d.]+)"/.exec(read(".terraform.lock.hcl"))!.slice(1);
  expect(plan.strategy.matrix.provider).toEqual([locked, "6"]);
  expect(scan.steps.map(({ run }) => run).join()).toContain("--config-file terraform/.checkov.yaml");
  expect(scan.steps.find((step) => step.with)?.with).toMatchObject({ trivyignores: "terraform/.trivyignore" });
});

it("the image that runs by default is the one that a release of this version publishes", () => {
  const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../package.json"), "utf8")) as {
    version: string;
  };
  const release = readFileSync(path.join(import.meta.dirname, "../.github/workflows/release.yml"), "utf8");
  expect(release).toContain("images: ghcr.io/${{ github.repository }}-${{ matrix.target }}");
  expect(release).toContain("tags: type=semver,pattern={{version}}");
  const image = `ghcr.io/sticky-rooms/sticky-rooms-instance:${version}`;
  expect(/published_image = "([^"]+)"/.exec(read("image.tf"))![1]).toBe(image);
  expect(release).toContain("platforms: linux/amd64,linux/arm64");
});

it("each rule of a security group says what it is for", () => {
  const rules = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".tf"))
    .flatMap((name) => read(name).split(/^(?=resource )/m))
    .filter((block) => /^resource "aws_vpc_security_group_(?:in|e)gress_rule"/.test(block));
  expect(rules.length).toBeGreaterThan(5);
  expect(rules.filter((block) => !/^  description +=/m.test(block)).map((block) => block.split("\n")[0])).toEqual([]);
});
