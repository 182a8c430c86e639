import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startLab, type Lab } from "../../lab/start-lab.ts";
import { readPages, ROOT, shellBlocks, type ShellBlock } from "./repository.ts";
import { isOutput, runnableLine, treatmentOf } from "./runnable.ts";

const LANGUAGES = ["sh", "text", "hcl", "js", "json", "md", "ts"];

const pages = readPages();
const blocks = shellBlocks(pages);
const isRun = ({ commands }: ShellBlock) => commands.every((command) => treatmentOf(command)?.run);
const runnable = blocks.filter(isRun);

/** A block is one script, as somebody pastes it. */
function runBlock({ commands }: ShellBlock, lab: Lab, folder: string) {
  const isOurs = commands.some((command) => command.startsWith("node "));
  const script = ["set -e -o pipefail", ...commands.map((command) => runnableLine(command, lab))].join("\n");
  return new Promise<{ code: number; output: string }>((resolve) => {
    const options = { cwd: isOurs ? ROOT : folder, timeout: 15_000 };
    execFile("/bin/bash", ["-c", script], options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : -1) : 0;
      resolve({ code, output: stdout + stderr });
    });
  });
}

it("every code block says its language; every shell block is run, or left out for a reason", () => {
  const unknown = pages.flatMap((page) => page.codeBlocks.filter(({ language }) => !LANGUAGES.includes(language)));
  expect(unknown).toEqual([]);
  expect(blocks.flatMap(({ commands }) => commands).filter((command) => treatmentOf(command) === null)).toEqual([]);
  expect(runnable.length).toBeGreaterThan(3);
});

it("no block mixes what is run with what is left out, and none that is left out claims an output", () => {
  const left = blocks.filter((block) => !isRun(block));
  expect(left.filter(({ commands }) => commands.some((command) => treatmentOf(command)?.run))).toEqual([]);
  expect(left.filter(({ output }) => output !== null)).toEqual([]);
});

describe.each([...new Set(runnable.map(({ page }) => page))])("the commands of %s", (page) => {
  let lab: Lab;
  let folder: string;
  beforeAll(async () => {
    [lab, folder] = await Promise.all([startLab(), mkdtemp(path.join(tmpdir(), "docs-"))]);
    // A reader has opened the page by then.
    await (await fetch(lab.url)).text();
  });
  afterAll(async () => {
    await lab.close();
    await rm(folder, { recursive: true });
  });

  it.each(runnable.filter((one) => one.page === page))("line $line: $commands", async (block) => {
    const { code, output } = await runBlock(block, lab, folder);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/\S/) });
    expect(block.output === null || isOutput(output, block.output), `it printed:\n${output}`).toBe(true);
  });
});
