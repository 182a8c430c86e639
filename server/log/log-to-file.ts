import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import path from "node:path";

/**
 * A file that gets lines and becomes `FILE.1` at `maxBytes`. Its folder is made, but none above that one. Throws when it
 * cannot be opened; when it can no longer be written later on (the disk is full), lines are lost and nothing else:
 * `onLost` is told of the first one of each outage.
 */
export function logToFile(file: string, maxBytes: number, onLost: (reason: string) => void = () => {}) {
  makeFolder(path.dirname(file));
  let fd = openSync(file, "a");
  let bytes = fstatSync(fd).size;
  let lost = 0;
  let isFailing = false;

  function startOver() {
    bytes = 0;
    renameSync(file, `${file}.1`);
    const full = fd;
    fd = openSync(file, "a");
    closeSync(full);
  }

  return {
    write: (line: string): void => {
      try {
        bytes += writeSync(fd, line);
        isFailing = false;
        if (bytes >= maxBytes) startOver();
      } catch (error) {
        // A log is not worth an instance.
        lost += 1;
        if (!isFailing) onLost((error as Error).message);
        isFailing = true;
      }
    },
    /** Lines that could not be written. */
    lost: (): number => lost,
    close: (): void => closeSync(fd),
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
