import { expect, it } from "vitest";
import { parsePage } from "./page.ts";
import { unknownTerraform } from "./unknown-terraform.ts";

const source = 'resource "aws_lb_target_group" "this" {\n  stickiness {\n    enabled = true\n  }\n}\n';
const unknown = (text: string) => unknownTerraform(parsePage("docs/x.md", `\`\`\`hcl\n${text}\n\`\`\``), source);

it.each([
  ["stickiness {", /this is not Terraform/],
  ['resource "aws_lb_target_group" "x" {\n  sticky {\n  }\n}', /terraform\/ knows no "sticky"/],
  ['resource "aws_lb_target_group" "x" {\n  stickiness {\n    on = true\n  }\n}', /terraform\/ knows no "on"/],
])("complains about %j", async (text, complaint) => {
  expect(await unknown(text)).toEqual([expect.stringMatching(complaint)]);
});

it("has nothing to say of what our files set too", async () => {
  expect(await unknown('resource "aws_lb_target_group" "chat" {\n  stickiness {\n    enabled = false\n  }\n}')).toEqual(
    [],
  );
});
