import { writeFileSync } from "node:fs";
import path from "node:path";
import { withFreshCopies } from "./copied-blocks.ts";
import { readPages, ROOT } from "./repository.ts";

const HELP = `usage: npm run docs

Makes every copy in README.md and the other pages anew: what stands between <!-- from: SOURCE --> and <!-- end -->.
SOURCE is a file, some of its lines (FILE lines: REGULAR EXPRESSION), or the help of a command (npm start -- --help).
Prints the pages that it changed.
`;

const [option, ...more] = process.argv.slice(2);
if (option === "--help" && more.length === 0) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (option !== undefined) {
  process.stderr.write(`npm run docs takes no "${option}"; npm run docs -- --help says what it does\n`);
  process.exit(2);
}

for (const page of readPages()) {
  const text = await withFreshCopies(page);
  if (text === page.text) continue;
  writeFileSync(path.join(ROOT, page.path), text);
  process.stdout.write(`${page.path}\n`);
}
