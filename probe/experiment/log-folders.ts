import path from "node:path";

/** A folder of its own for each lab that is started: two of them have instances of the same names. */
export function logFolders(folder: string | null): (store: string) => string | null {
  let labs = 0;
  return (store) => (folder === null ? null : path.join(folder, `lab-${(labs += 1)}-${store}`));
}
