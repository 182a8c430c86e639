import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import path from "node:path";

/**
 * A file that gets lines and becomes `FILE.1` at `maxBytes`. Its folder is made, but none above that one. Throws when it
 * cannot be opened; when it can no longer be written later on (the disk is full), lines are lost and nothing else.
 */
export function logToFile(file: string, maxBytes: number): { write(line: string): void; close(): void } {
  makeFolder(path.dirname(file));
  let fd = openSync(file, "a");
  let bytes = fstatSync(fd).size;

  function beginAnew() {
    bytes = 0;
    renameSync(file, `${file}.1`);
    const full = fd;
    fd = openSync(file, "a");
    closeSync(full);
  }

  return {
    write: (line) => {
      try {
        bytes += writeSync(fd, line);
        if (bytes >= maxBytes) beginAnew();
      } catch {
        // A log is not worth an instance.
      }
    },
    close: () => closeSync(fd),
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
