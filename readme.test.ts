import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const readme = readFileSync("README.md", "utf8");
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

describe("README.md", () => {
  it("is under 200 lines", () => {
    expect(readme.split("\n").length).toBeLessThan(200);
  });

  it("names only npm scripts that exist", () => {
    const named = [...readme.matchAll(/npm (?:run )?([\w:-]+)/g)].map((match) => match[1]!);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name) => !(name in scripts) && name !== "install")).toEqual([]);
  });

  it("names only paths that exist", () => {
    const paths = [...readme.matchAll(/`([\w.-]+\/[\w./-]*)`|\]\((?!http|#)([^)]+)\)/g)].map(
      (match) => match[1] ?? match[2]!,
    );
    expect(paths.length).toBeGreaterThan(4);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });
});
