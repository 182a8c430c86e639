import { defineCommand } from "../../machine/commands/command.ts";

/** `npm run docs`. */
export const docsCommand = defineCommand({
  name: "docs",
  usage: "",
  about: `
Makes every copy in README.md and the other pages again: what stands between <!-- from: SOURCE --> and <!-- end -->.
SOURCE is a file, some of its lines (FILE lines: REGULAR EXPRESSION), or the help of a command (npm start -- --help).
Writes docs/reference from the programs. Prints the pages that it changed.`,
  options: {},
  examples: [],
  read: () => ({}),
});
