import { accessSync, constants } from "node:fs";
import path from "node:path";

/** Where a program is installed; null when it is not. Debian puts servers where only root's PATH leads. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), "/usr/sbin", "/usr/local/sbin"];
  for (const file of folders.map((folder) => path.join(folder, name))) {
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // The next folder.
    }
  }
  return null;
}
