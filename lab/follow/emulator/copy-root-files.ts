import { cpSync } from "node:fs";

/** Copies a Terraform root without anybody's state, variables or provider, and without its tests' programs. */
export function copyRootFiles(root: string, to: string): void {
  cpSync(root, to, {
    recursive: true,
    filter: (source) => !/\.terraform$|\.tfstate|\.tfvars(\.json)?$|\.ts$/.test(source),
  });
}
