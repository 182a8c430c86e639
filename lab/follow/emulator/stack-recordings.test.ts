import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createStackRecordings } from "./stack-recordings.ts";

it("finds what it keeps, and keeps only the newest", async () => {
  const parent = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-recordings-"));
  onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
  const folder = path.join(parent, "recordings");
  const recordings = createStackRecordings(folder);
  expect(recordings.find("one")).toBeNull();

  await recordings.keep("one", { calls: "a", state: "b" });
  expect(recordings.find("one")).toEqual({ calls: "a", state: "b" });
  await recordings.keep("two", { calls: "c", state: "d" });
  expect(recordings.find("one")).toBeNull();
  expect(recordings.find("two")).toEqual({ calls: "c", state: "d" });
  expect(readdirSync(folder)).toEqual(["two.json"]);
});
