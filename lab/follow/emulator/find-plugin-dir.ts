import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const PROVIDER = "registry.terraform.io/hashicorp/aws";
const PARENTS = ["/opt", "/usr/local/share", "/usr/share", "/usr/local/lib", "/usr/lib", "/var/lib", "/srv"];
const NAMES = ["tf-plugins", "terraform-plugins", "terraform/plugins", "terraform.d/plugins"];

/**
 * A folder that holds the AWS provider (Terraform's `-plugin-dir`): the one named by TF_PLUGIN_DIR, else the first of
 * the places where machine images put one; null when Terraform has to download it.
 */
export function findPluginDir(env: Record<string, string | undefined>): string | null {
  const named = env["TF_PLUGIN_DIR"];
  if (named) return named;
  const parents = [...PARENTS, os.homedir(), path.join(os.homedir(), ".local/share")];
  const folders = parents.flatMap((parent) => NAMES.map((name) => path.join(parent, name)));
  return folders.find((folder) => existsSync(path.join(folder, PROVIDER))) ?? null;
}
