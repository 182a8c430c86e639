import { expect, it } from "vitest";
import { OptionError } from "./option-error.ts";
import { parseCommandLine } from "./parse-command-line.ts";

const parse = (...args: string[]) =>
  parseCommandLine("npm run example", {
    args,
    allowPositionals: true,
    options: { seed: { type: "string", default: "1" }, json: { type: "boolean", default: false } },
  });

it("reads options and the rest", () => {
  expect(parse("--seed", "7", "here").values).toMatchObject({ seed: "7", json: false });
  expect(parse("--seed=7", "here").positionals).toEqual(["here"]);
});

it("takes a negative number for a value, to be refused by its range", () => {
  expect(parse("--seed", "-1").values.seed).toBe("-1");
  expect(parse("--seed", "-1.5", "--json").values).toMatchObject({ seed: "-1.5", json: true });
});

it.each([
  [["--nope"], "Unknown option '--nope'; npm run example -- --help lists the options"],
  [["--seed"], "Option '--seed <value>' argument missing; npm run example -- --help lists the options"],
  [["--json=1"], "Option '--json' does not take an argument; npm run example -- --help lists the options"],
])("refuses %j with one sentence that says where the options are listed", (args, sentence) => {
  expect(() => parse(...args)).toThrow(new OptionError(sentence));
});
