import { readFileSync } from "node:fs";
import path from "node:path";
import { sourceDigest } from "../../machine/build/source-digest.ts";
import { PICTURES_FOLDER, STAMP_FILE } from "./picture-files.ts";

/** What the page is made from, as one value: pictures of it are up to date as long as this is what it was. */
export function pageDigest(): string {
  return sourceDigest(["protocol", "web"]);
}

/** Whether the page has changed since the pictures of the documentation were taken. */
export function picturesAreStale(): boolean {
  const { page } = JSON.parse(readFileSync(path.join(PICTURES_FOLDER, STAMP_FILE), "utf8")) as { page: string };
  return page !== pageDigest();
}
