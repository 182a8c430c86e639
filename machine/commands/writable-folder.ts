import { accessSync, constants } from "node:fs";
import { makeFolder } from "../make-folder.ts";
import { UserError } from "../user-error.ts";

/** The folder, made if need be; better refused before the work than after it. */
export function writableFolder(option: string, folder: string): string {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    return folder;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`${option}: "${folder}" cannot be written (${code}); choose another folder`);
  }
}
