import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { BUILT_FROM, builtProgram } from "./built-program.js";

const root = mkdtempSync(path.join(tmpdir(), "sticky-rooms-built-"));
const entry = path.join(root, "dist/programs/lab.js");
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** @param at seconds since 1970 */
function write(file: string, text: string, at: number): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
  utimesSync(path.join(root, file), at, at);
}

it("runs what was built until one of its sources has changed", () => {
  expect(builtProgram(root, "lab/main.ts")).toBeNull();
  write("lab/main.ts", "", 1_000);
  write("alb/balancer.ts", "", 1_000);
  write(BUILT_FROM, "alb/balancer.ts\nlab/main.ts", 1_001);
  expect(builtProgram(root, "lab/main.ts")).toBe(entry);
  expect(builtProgram(root, "lab/other.ts")).toBeNull();
  write("lab/other.ts", "", 2_000);
  expect(builtProgram(root, "lab/main.ts")).toBe(entry);
  write("alb/balancer.ts", "", 1_001);
  expect(builtProgram(root, "lab/main.ts")).toBeNull();
  write("alb/balancer.ts", "", 1_000);
  write(BUILT_FROM, "alb/balancer.ts\nlab/gone.ts", 1_001);
  expect(builtProgram(root, "lab/main.ts")).toBeNull();
});
