import { writeFileSync } from "node:fs";
import path from "node:path";
import { withFreshCopies } from "./copied-blocks.ts";
import { readPages, ROOT } from "./repository.ts";

/** Writes each page whose copies differ from their sources, and prints its path. */
export async function renewCopies(): Promise<void> {
  for (const page of readPages()) {
    const text = await withFreshCopies(page);
    if (text === page.text) continue;
    writeFileSync(path.join(ROOT, page.path), text);
    process.stdout.write(`${page.path}\n`);
  }
}
