import { expect, it } from "vitest";
import { UserError } from "../user-error.ts";
import { defineCommand } from "./command.ts";
import { wholeNumber } from "./whole-number.ts";

const example = defineCommand({
  name: "example",
  usage: "[URL] [options]",
  about: "Shows what a command is.",
  options: {
    seed: { type: "string", default: "1", value: "N", says: "the seed, 0 to 9 (default 1)" },
    json: { type: "boolean", default: false, says: "the result as JSON" },
    secret: { type: "boolean", default: false },
  },
  allowPositionals: true,
  notes: "Exit code: 0.",
  examples: [
    ["", "as it is"],
    ["--seed 7", "with another seed"],
  ],
  read: ({ values, positionals }, invocation) => ({
    ...values,
    seed: wholeNumber("--seed", values.seed, 0, 9),
    positionals,
    invocation,
  }),
});

it("reads options and the rest", () => {
  expect(example.read(["--seed", "7", "here"])).toMatchObject({ seed: 7, json: false, positionals: ["here"] });
  expect(example.read(["--seed=7", "--json"])).toMatchObject({ seed: 7, json: true });
  expect(example.read([], "npx sticky-rooms example").invocation).toBe("npx sticky-rooms example");
});

it("leaves everything behind -- alone", () => {
  expect(example.read(["--json", "--", "node", "--seed", "-1"])).toMatchObject({
    seed: 1,
    positionals: ["node", "--seed", "-1"],
  });
});

it.each([
  [["--sead", "1"], "--sead is not known; did you mean --seed? npm run example -- --help lists the options"],
  [["--nothing-like-it"], "--nothing-like-it is not known; npm run example -- --help lists the options"],
  [["--constructor"], "--constructor is not known; npm run example -- --help lists the options"],
  [["-x"], "-x is not known; npm run example -- --help lists the options"],
  [["--seed"], "--seed has no value; allowed: --seed N"],
  [["--seed", "--json"], "--seed has no value; allowed: --seed N"],
  [["--seed", "-1"], '--seed is "-1"; allowed: a whole number from 0 to 9'],
  [["--json=1"], '--json is "1"; allowed: --json alone, without a value'],
])("refuses %j in a sentence", (args, sentence) => {
  expect(() => example.read(args)).toThrow(new UserError(sentence));
});

it("takes nothing beside options unless it is said", () => {
  const bare = defineCommand({
    name: "start",
    usage: "[options]",
    about: "",
    options: {},
    examples: [],
    read: () => 0,
  });
  expect(() => bare.read(["here"])).toThrow(
    new UserError('"here" is not known; npm start -- --help lists the options'),
  );
});

it("explains what it takes, by the invocation that was used", () => {
  expect(example.help()).toBe(`usage: npm run example -- [URL] [options]

Shows what a command is.

  --seed N   the seed, 0 to 9 (default 1)
  --json     the result as JSON
  --version  print the version
  --help     print this text

Exit code: 0.

Examples:
  npm run example              as it is
  npm run example -- --seed 7  with another seed
`);
  expect(example.help("npx sticky-rooms example")).toContain("usage: npx sticky-rooms example [URL] [options]\n");
});

it("explains an example above its command where there is no room beside it", () => {
  const long = `--url https://chat.example.com/${"x".repeat(60)}`;
  const command = defineCommand({
    name: "example",
    usage: "",
    about: "About.",
    options: {},
    examples: [
      ["", "as it is"],
      [long, "with a long address"],
    ],
    read: () => 0,
  });
  expect(command.help()).toContain(`Examples:
  # as it is
  npm run example
  # with a long address
  npm run example -- ${long}
`);
});
