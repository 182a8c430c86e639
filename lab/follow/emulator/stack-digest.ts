import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const DECISIVE = /\.(tf|tftpl|tfvars)$|\.tfvars\.json$|^\.terraform\.lock\.hcl$/;

/** Of all that decides what an apply does: the root's files, variables from the environment, Terraform's version. */
export function stackDigest(root: string, env: Record<string, string | undefined>, terraformVersion: string): string {
  const hash = createHash("sha256").update(`${terraformVersion}\0`);
  for (const name of readdirSync(root).sort()) {
    if (!DECISIVE.test(name)) continue;
    hash
      .update(`${name}\0`)
      .update(readFileSync(path.join(root, name)))
      .update("\0");
  }
  for (const [name, value] of Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name.startsWith("TF_VAR_")) hash.update(`${name}=${value}\0`);
  }
  return hash.digest("hex");
}
