import path from "node:path";
import type { Page } from "./page.ts";

/** Paths that pages name and that no clone has, each with the reason. */
export const MADE_LATER: Readonly<Record<string, string>> = {
  "dist/server/main.js": "npm start builds it",
  "logs/": "npm start writes there",
  "node_modules/": "npm start installs there",
  "sticky-rooms/alb": "what the package exports",
  "sticky-rooms/playwright": "what the package exports",
  "sticky-rooms/report.schema.json": "what the package exports",
  "terraform.tfvars": "the reader's own, made from terraform.tfvars.example",
};

const PATH = /^[\w.@-]+(?:\/[\w.@*-]+)*\/?$/;
const FILE = /\.(?:cjs|css|hcl|html|js|json|md|mjs|png|sh|svg|tf|tfvars|tpl|ts|tsx|yaml|yml)$/;
const MEDIA_TYPE = /^(?:application|image|multipart|text)\/[\w.+-]+$/;
const PRODUCT = /^[\w-]+\/\d+(?:\.\d+)*$/;

/**
 * The paths in code spans (`alb/`, `README.md`) that do not exist: from the page's folder, from the
 * repository's root or, for a bare file name, anywhere below the page's folder.
 */
export function missingPaths(page: Page, files: readonly string[], madeLater = MADE_LATER): string[] {
  const folder = path.posix.dirname(page.path);
  const exists = (name: string, base: string) => {
    const wanted = path.posix.join(base, name);
    if (wanted.includes("*")) return files.some((file) => globOf(wanted).test(file));
    return files.some((file) => file === wanted || file.startsWith(wanted.endsWith("/") ? wanted : `${wanted}/`));
  };
  const isBelow = (name: string) =>
    files.some((file) => path.posix.basename(file) === name && (folder === "." || file.startsWith(`${folder}/`)));
  return page.codeSpans
    .filter(({ text }) => isPath(text) && !(text in madeLater))
    .filter(({ text }) => !exists(text, folder) && !exists(text, ".") && !(!text.includes("/") && isBelow(text)))
    .map(({ text, line }) => `${page.path}:${line}: there is no "${text}"`);
}

/** Whether a code span names a file or folder of ours. */
export function isPath(text: string): boolean {
  return PATH.test(text) && (text.includes("/") || FILE.test(text)) && !MEDIA_TYPE.test(text) && !PRODUCT.test(text);
}

function globOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[^\w/]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^/]*")}$`);
}
