import path from "node:path";
import type { Page } from "./page.ts";

/** Links and pictures that lead nowhere. Other sites are not asked; their addresses must at least be sound. */
export function brokenLinks(page: Page, pages: readonly Page[], files: readonly string[]): string[] {
  return page.links.flatMap(({ target, line }) => {
    const complaint = whyBroken(target, page, pages, files);
    return complaint === null ? [] : [`${page.path}:${line}: ${complaint}`];
  });
}

/** Links that lead to other sites. */
export function outwardLinks(page: Page): string[] {
  return page.links.map(({ target }) => target).filter((target) => target.startsWith("https:"));
}

function whyBroken(target: string, page: Page, pages: readonly Page[], files: readonly string[]): string | null {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return whyUnsound(target);
  const [name = "", anchor] = decodeURI(target).split("#");
  const file = name === "" ? page.path : path.posix.join(path.posix.dirname(page.path), name);
  const folder = file.endsWith("/") ? file : `${file}/`;
  if (!files.includes(file) && !files.some((one) => one.startsWith(folder)))
    return `the link to "${target}" leads nowhere`;
  if (anchor === undefined) return null;
  const found = pages.find((one) => one.path === file);
  return found?.anchors.has(anchor) ? null : `"${file}" has no heading "#${anchor}"`;
}

function whyUnsound(target: string): string | null {
  const url = URL.canParse(target) ? new URL(target) : null;
  if (url?.protocol === "https:") return null;
  if (url?.protocol === "http:" && ["localhost", "127.0.0.1"].includes(url.hostname)) return null;
  return `the link to "${target}" is neither https nor this machine's`;
}

/** Pages of `docs/` that no link leads to, beginning at the README. */
export function unreachablePages(pages: readonly Page[]): string[] {
  const reached = new Set<string>();
  const queue = ["README.md"];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const page = pages.find(({ path }) => path === next);
    if (!page || reached.has(next)) continue;
    reached.add(next);
    for (const { target } of page.links) {
      queue.push(path.posix.join(path.posix.dirname(page.path), target.split("#")[0]!));
    }
  }
  return pages
    .map((page) => page.path)
    .filter((file) => file.startsWith("docs/") && !reached.has(file))
    .map((file) => `${file}: no link leads there from README.md`);
}
