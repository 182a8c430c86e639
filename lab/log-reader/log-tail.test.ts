import { appendFile, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createLogTail, logFiles, type LogTail } from "./log-tail.ts";

it("reads FILE.1 and FILE, then only what is new and whole, through a renaming", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "logs-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "chat-1.log");
  await writeFile(`${file}.1`, "one\n");
  await writeFile(file, "two\nthré".slice(0, -1));
  const tail = createLogTail(file);
  expect(await read(tail)).toEqual(["one", "two"]);
  // The first of the two bytes of a character.
  await appendFile(file, Buffer.from("é").subarray(0, 1));
  expect(await read(tail)).toEqual([]);
  await appendFile(file, Buffer.from("é").subarray(1));
  await appendFile(file, "e\nfour\n");
  await rename(file, `${file}.1`);
  await writeFile(file, "five\n");
  expect(await read(tail)).toEqual(["thrée", "four", "five"]);
  await writeFile(file, "6\n");
  expect(await read(tail), "it was started over").toEqual(["6"]);
  expect(logFiles(folder)).toEqual([file]);
});

async function read(tail: LogTail): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of tail.lines()) lines.push(line);
  return lines;
}
