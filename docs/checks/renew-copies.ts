import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withFreshCopies } from "./copied-blocks.ts";
import { referencePages } from "./reference/pages.ts";
import { readPages, ROOT } from "./repository.ts";

/** Writes the reference, and each page whose copies differ from their sources; prints the path of each that changed. */
export async function renewCopies(): Promise<void> {
  for (const [name, text] of Object.entries(referencePages())) write(`docs/reference/${name}`, text);
  for (const page of readPages()) write(page.path, await withFreshCopies(page));
}

function write(file: string, text: string): void {
  const absolute = path.join(ROOT, file);
  if (existsSync(absolute) && readFileSync(absolute, "utf8") === text) return;
  writeFileSync(absolute, text);
  process.stdout.write(`${file}\n`);
}
