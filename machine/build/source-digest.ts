import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");

/**
 * One value for what these files and folders of the project hold, tests left out: another one as soon as a file has
 * another name or content. Paths are relative to the project.
 */
export function sourceDigest(sources: readonly string[]): string {
  const hash = createHash("sha256");
  for (const source of sources) {
    const absolute = path.join(ROOT, source);
    if (!existsSync(absolute)) continue;
    for (const file of filesUnder(absolute)) {
      const name = path.relative(ROOT, file).split(path.sep).join("/");
      hash.update(name).update("\0").update(readFileSync(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

function filesUnder(absolute: string): string[] {
  if (path.extname(absolute)) return [absolute];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test(-d)?\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
