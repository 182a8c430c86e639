import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startCluster, type Cluster } from "../../local/cluster.ts";
import { readPages, ROOT, shellLines } from "./repository.ts";
import { runnableLine, treatmentOf } from "./runnable.ts";

const LANGUAGES = ["sh", "text", "hcl", "json", "md", "ts"];

/** A stream is cut by us, and that is how it is to end. */
const CURL_TIMED_OUT = 28;

const pages = readPages();
const lines = shellLines(pages);
const runnable = lines.filter(({ command }) => treatmentOf(command)?.run);

function runInFolder(command: string, cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile("/bin/bash", ["-o", "pipefail", "-c", command], { cwd, timeout: 10_000 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : -1) : 0;
      resolve({ code, output: stdout + stderr });
    });
  });
}

it("every code block says its language, and every line of a shell block is run or left out for a reason", () => {
  const unknown = pages.flatMap((page) => page.codeBlocks.filter(({ language }) => !LANGUAGES.includes(language)));
  expect(unknown).toEqual([]);
  expect(lines.filter(({ command }) => treatmentOf(command) === null)).toEqual([]);
  expect(runnable.length).toBeGreaterThan(5);
});

describe.each([...new Set(runnable.map(({ page }) => page))])("the commands of %s", (page) => {
  let lab: Cluster;
  let folder: string;
  beforeAll(async () => {
    [lab, folder] = await Promise.all([startCluster(), mkdtemp(path.join(tmpdir(), "docs-"))]);
    // A reader has opened the page by then.
    await (await fetch(lab.url)).text();
  });
  afterAll(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it.each(runnable.filter((one) => one.page === page))("line $line: $command", async ({ command }) => {
    const isOurs = command.startsWith("node ");
    const { code, output } = await runInFolder(runnableLine(command, lab), isOurs ? ROOT : folder);
    expect({ code, output }).toEqual({
      code: / -N /.test(command) ? CURL_TIMED_OUT : 0,
      output: expect.stringMatching(/\S/),
    });
  });
});
