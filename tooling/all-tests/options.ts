import { defineCommand } from "../../machine/commands/command.ts";

export interface AllTestsOptions {
  full: boolean;
  install: boolean;
}

/** `npm test`, and `npm run test:full`, which is the same program with `--full`. */
export const allTestsCommand = defineCommand({
  name: "test",
  usage: "[--no-install]",
  about: `
npm test: format, lint, types and unused code, then unit and integration tests, then core scenarios in a real browser.
It first installs what it can: a browser, and as root on Debian the servers that some tests need.
npm run test:full: the rest, which takes longer, and the unit tests with another Node, each day a different one.
Each part by itself, of one path if you like:

  npm run check
  npm run unit -- PATH
  npm run e2e -- PATH`,
  options: {
    full: { type: "boolean", default: false },
    "no-install": { type: "boolean", default: false, says: "install nothing" },
  },
  notes: `
Exit codes: 0 all that ran passed; what was left out is listed with how to get it. 1 a test failed.
2 there is no browser, and everything else has passed.`,
  examples: [],
  read: ({ values }): AllTestsOptions => ({ full: values.full, install: !values["no-install"] }),
});
