import { expect, it } from "vitest";
import { blocks, describeCommands, isRun, pages } from "./run-commands.ts";
import { treatmentOf } from "./runnable.ts";

const LANGUAGES = ["sh", "text", "hcl", "js", "json", "md", "ts"];

it("every code block says its language; every shell block is run, or left out for a reason", () => {
  const unknown = pages.flatMap((page) => page.codeBlocks.filter(({ language }) => !LANGUAGES.includes(language)));
  expect(unknown).toEqual([]);
  expect(blocks.flatMap(({ commands }) => commands).filter((command) => treatmentOf(command) === null)).toEqual([]);
  expect(blocks.filter(isRun).length).toBeGreaterThan(3);
});

it("no block mixes what is run with what is left out, and none that is left out claims an output", () => {
  const left = blocks.filter((block) => !isRun(block));
  expect(left.filter(({ commands }) => commands.some((command) => treatmentOf(command)?.run))).toEqual([]);
  expect(left.filter(({ output }) => output !== null)).toEqual([]);
});

describeCommands("others");
