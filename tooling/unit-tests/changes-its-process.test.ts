import { expect, it } from "vitest";
import { changesItsProcess } from "./changes-its-process.ts";

it.each([
  ["vi.useFakeTimers();", true],
  ["vi.waitFor(() => {});", false],
  ['process.env["PATH"] = folder;', true],
  ['delete process.env["PATH"];', true],
  ['expect(process.env["NODE_ENV"]).toBe("test");', false],
  ['process.on("SIGINT", stop);', true],
  ["spawn(process.execPath, []);", false],
])("%s", (source, expected) => {
  expect(changesItsProcess(source)).toBe(expected);
});
