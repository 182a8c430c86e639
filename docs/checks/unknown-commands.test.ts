import { expect, it } from "vitest";
import type { KnownCommands } from "./known-commands.ts";
import { parsePage } from "./page.ts";
import { unknownCommands } from "./unknown-commands.ts";

const known: KnownCommands = {
  scripts: new Map([
    ["start", new Set(["--port", "--help"])],
    ["experiment", new Set(["--cells"])],
    ["unit", null],
  ]),
  parse: (script, args) => {
    if (script === "start" && args.includes("many")) throw new Error('--port is "many"');
  },
  terraformVariables: new Set(["stickiness_enabled"]),
  terraformOutputs: new Set(["url"]),
  composeServices: new Set(["chat-2"]),
  composeProfiles: new Set(["redis"]),
  packages: new Set(["playwright"]),
  isFile: (name) => name === "dist/server/main.js",
};
const unknown = (text: string) => unknownCommands(parsePage("docs/x.md", text), known);
const block = (...lines: string[]) => ["```sh", ...lines, "```"].join("\n");

it.each([
  ["npm run strat", "docs/x.md:2: there is no npm script"],
  ["npm begin", "there is no npm script"],
  ["npm start -- --prot 0", "npm run start has no --prot"],
  ["npm start -- --port many", 'npm run start refuses this: --port is "many"'],
  ["npm start --port 0", 'options stand behind "--"'],
  ["npm run experiment -- --cells=on-* --peple 3", "npm run experiment has no --peple"],
  ["npx playwrite install", 'npx finds no "playwrite"'],
  ["npx sticky-rooms start --prot 0", "npm run start has no --prot"],
  ["npx sticky-rooms doctro x", 'there is no npm script "doctro"'],
  ["node dist/main.js --help", 'there is no "dist/main.js"'],
  ["terraform apply -var sticky=false", 'Terraform has no variable "sticky"'],
  ["terraform output -raw link | sh", 'Terraform has no output "link"'],
  ["docker compose -f compose.nope.yaml up", 'there is no "compose.nope.yaml"'],
  ["docker compose --profile radis up", 'compose.yaml has no profile "radis"'],
  ["docker compose kill chat-9", 'compose.yaml has no service "chat-9"'],
  ["aws elbv2 modify-target-group-attributes --attributes Key=stickiness.on,Value=true", "stickiness.on"],
  ["aws elbv2 modify-target-group-attributes --attributes Key=stickiness.enabled,Value=yes", "true or false"],
])("complains about %s", (command, complaint) => {
  expect(unknown(block(command))).toEqual([expect.stringContaining(complaint)]);
  expect(unknown(`a span: \`${command}\``)).toEqual([expect.stringContaining(complaint.replace(/^.*md:2: /, ""))]);
});

it("complains about an option in prose that no command has", () => {
  expect(unknown("add `--sticky off`")).toEqual(['docs/x.md:1: no command has "--sticky"']);
  expect(unknown("add `--port 0`")).toEqual([]);
});

it("names the line", () => {
  expect(unknown(`text\n\n${block("npm start", "npm run none")}`)).toEqual([
    'docs/x.md:5: there is no npm script "none"',
  ]);
});

it.each([
  "npm start -- --port 0",
  "npm start -- --port N",
  "npm run unit -- terraform",
  "npm ci",
  "npx playwright install chromium",
  "npx sticky-rooms start --port 0",
  "npx sticky-rooms",
  "terraform apply -var stickiness_enabled=false",
  "STATE=redis docker compose --profile redis up",
  "aws elbv2 modify-target-group-attributes --attributes Key=stickiness.enabled,Value=true Key=stickiness.type,Value=lb_cookie",
  "node dist/server/main.js --help",
])("has nothing to say of %s", (command) => {
  expect(unknown(block(command))).toEqual([]);
});
