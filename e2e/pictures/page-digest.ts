import { sourceDigest } from "../../machine/build/source-digest.ts";

/** What the page is made from, as one value: pictures of it are up to date as long as this is what it was. */
export function pageDigest(): string {
  return sourceDigest(["protocol", "web"]);
}
