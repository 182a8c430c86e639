import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { UserError } from "../user-error.ts";

/** The file, untouched; better refused before the work than after it. */
export function writableFile(option: string, file: string): string {
  const isNew = !existsSync(file);
  try {
    closeSync(openSync(file, "a"));
    if (isNew) rmSync(file);
    return file;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${option}: "${file}" cannot be written (${code}); choose another file`);
  }
}
