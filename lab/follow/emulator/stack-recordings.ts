import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/** An apply that can be had again: the calls that it made, and the state that Terraform kept. */
export interface StackRecording {
  calls: string;
  state: string;
}

/** Keeps the recording of the newest stack in a folder, under the digest of all that decided what the apply did. */
export function createStackRecordings(folder: string) {
  const file = (digest: string) => path.join(folder, `${digest}.json`);
  return {
    find(digest: string): StackRecording | null {
      if (!existsSync(file(digest))) return null;
      return JSON.parse(readFileSync(file(digest), "utf8")) as StackRecording;
    },

    /** Written aside and renamed: who reads meanwhile finds all of it or nothing. */
    async keep(digest: string, recording: StackRecording): Promise<void> {
      await mkdir(folder, { recursive: true });
      const scratch = path.join(folder, `.${process.pid}`);
      await writeFile(scratch, JSON.stringify(recording));
      await rename(scratch, file(digest));
      for (const name of await readdir(folder)) {
        if (name.endsWith(".json") && name !== `${digest}.json`) await rm(path.join(folder, name), { force: true });
      }
    },
  };
}
