import { parse } from "@cdktf/hcl2json";
import type { Page } from "./page.ts";

/**
 * Terraform blocks of a page that are no Terraform, or that set what our own files do not set under that name.
 * @param source the text of our Terraform files.
 */
export async function unknownTerraform(page: Page, source: string): Promise<string[]> {
  const blocks = page.codeBlocks.filter(({ language }) => language === "hcl");
  const complaints = await Promise.all(
    blocks.map(async ({ text, line }) => {
      try {
        await parse("page.tf", text);
      } catch (error) {
        return [`${page.path}:${line}: this is not Terraform: ${String(error).split("\n")[0]}`];
      }
      const names = [...text.matchAll(/^\s*(\w+)(?=\s*(?:=|\{|"))|^\s*resource "(\w+)"/gm)];
      return names
        .map(([, name, resource]) => resource ?? name!)
        .filter((name) => !new RegExp(`\\b${name}\\b`).test(source))
        .map((name) => `${page.path}:${line}: terraform/ knows no "${name}"`);
    }),
  );
  return complaints.flat();
}
