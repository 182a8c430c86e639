import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { build, PAGE_FOLDER } from "./build.ts";

const FIRST_LOAD_LIMIT = 150_000;

async function scripts(): Promise<Buffer[]> {
  await build();
  // What the page names: the console's own scripts lie beside them.
  const named = readFileSync(path.join(PAGE_FOLDER, "index.html"), "utf8").matchAll(
    /(?:src|href)="\/(assets\/[^"]+\.js)"/g,
  );
  return [...named].map(([, file]) => readFileSync(path.join(PAGE_FOLDER, file!)));
}

test("the page loads less than 150 kB of gzipped JavaScript", async () => {
  const sizes = (await scripts()).map((script) => gzipSync(script).length);
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_LIMIT);
});

test("a test runner's NODE_ENV does not turn the page into React's development build", async () => {
  expect(process.env["NODE_ENV"]).toBe("test");
  for (const script of await scripts()) expect(script.includes("react-stack-top-frame")).toBe(false);
});
