import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { stackDigest } from "./stack-digest.ts";

it("is another one exactly when something is that decides what an apply does", () => {
  const root = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-digest-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFileSync(path.join(root, name), text);
  write("main.tf", "a");
  const first = stackDigest(root, { HOME: "/root" }, "1.11.4");

  write("README.md", "b");
  write("terraform.tfstate", "c");
  expect(stackDigest(root, { HOME: "/home" }, "1.11.4")).toBe(first);

  expect(stackDigest(root, {}, "1.12.0")).not.toBe(first);
  expect(stackDigest(root, { TF_VAR_region: "eu-central-1" }, "1.11.4")).not.toBe(first);
  for (const name of ["main.tf", "user-data.sh.tftpl", "terraform.tfvars", ".terraform.lock.hcl"]) {
    const before = stackDigest(root, {}, "1.11.4");
    write(name, "changed");
    expect(stackDigest(root, {}, "1.11.4")).not.toBe(before);
  }
});
