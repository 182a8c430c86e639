import { execFile } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

const MODULE = path.join(import.meta.dirname, "unknown-until-told.ts");

/** The exit code of a program that begins by not knowing, and goes on with `rest`. */
function exitCode(rest: string): Promise<number | string> {
  const program = `const { unknownUntilTold } = await import(${JSON.stringify(MODULE)});
    const tell = unknownUntilTold(); ${rest}`;
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", program], (error) =>
      resolve(error?.code ?? 0),
    );
  });
}

it.each([
  ["tell(0)", 0],
  ["tell(1)", 1],
  ["", 2],
  ["await new Promise(() => {})", 2],
  ["throw new Error('a bug')", 2],
  ["setTimeout(() => { throw new Error('a bug') })", 2],
])("%j ends with %i", async (rest, code) => {
  expect(await exitCode(rest)).toBe(code);
});
