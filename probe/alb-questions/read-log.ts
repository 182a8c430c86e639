import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { UserError } from "../../machine/user-error.ts";

/** The text of a log file as S3 has it. @throws {UserError} when it cannot be read. */
export function readLog(file: string): string {
  try {
    const bytes = readFileSync(file);
    return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch (error) {
    throw new UserError(
      `--access-log "${file}" cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`,
    );
  }
}
