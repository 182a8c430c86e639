import GithubSlugger from "github-slugger";
import MarkdownIt, { type Token } from "markdown-it";

/** A line number is that of the block which holds the thing, counted from 1. */
export interface Page {
  /** From the repository's root. */
  path: string;
  text: string;
  /** What `#…` can lead to, as GitHub makes it from headings. */
  anchors: Set<string>;
  /** Links and pictures, in Markdown or in HTML. */
  links: { target: string; line: number }[];
  codeSpans: { text: string; line: number }[];
  codeBlocks: CodeBlock[];
  /** Words in bold: what the chat's own page calls its controls, in the tour. */
  bold: { text: string; line: number }[];
  /** What is neither code nor a copy. */
  prose: { text: string; line: number; source: string | null }[];
  copies: Copy[];
}

export interface CodeBlock {
  language: string;
  /** What a command is said to print: the code block right behind it that calls itself `text output`. */
  output: string | null;
  text: string;
  line: number;
}

/** What stands between `<!-- from: SOURCE -->` and `<!-- end -->`: text that another file or command decides. */
export interface Copy {
  source: string;
  line: number;
  /** Character offsets of the text between the two marks. */
  from: number;
  to: number;
}

const markdown = new MarkdownIt({ html: true });
const SOURCE = /<!-- source: (.+?) -->/;
const FROM = /^<!-- from: (.+?) -->\s*$/;
const END = /^<!-- end -->\s*$/;

/**
 * Reads what can be checked out of a page.
 * @throws when a copy has no end, or an end no copy.
 */
export function parsePage(path: string, text: string): Page {
  const page: Page = {
    path,
    text,
    anchors: new Set(),
    links: [],
    codeSpans: [],
    codeBlocks: [],
    bold: [],
    prose: [],
    copies: [],
  };
  const slugger = new GithubSlugger();
  const tokens = markdown.parse(text, {});
  page.copies = copiesOf(path, text, tokens);

  let sourceOfNext: string | null = null;
  for (const block of topBlocks(tokens)) {
    const [first] = block;
    const html = first?.type === "html_block" ? first.content : "";
    for (const { target, line } of htmlLinks(html, lineOf(first, 1))) page.links.push({ target, line });
    const source: string | null = SOURCE.exec(block.map(({ content }) => content).join("\n"))?.[1] ?? sourceOfNext;
    sourceOfNext = html && SOURCE.test(html) ? source : null;

    let line = lineOf(first, 1);
    for (const [index, token] of block.entries()) {
      line = lineOf(token, line);
      if (token.type === "fence" || token.type === "code_block") {
        const [language = "", role] = token.info.trim().split(" ");
        const before = page.codeBlocks.at(-1);
        if (role === "output" && before) before.output = token.content;
        page.codeBlocks.push({ language, output: null, text: token.content, line });
      }
      if (token.type !== "inline") continue;
      const children = token.children ?? [];
      if (block[index - 1]?.type === "heading_open") page.anchors.add(slugger.slug(plain(children)));
      for (const [position, child] of children.entries()) {
        const target = child.attrGet("href") ?? child.attrGet("src");
        if (target !== null) page.links.push({ target: String(target), line });
        if (child.type === "code_inline") page.codeSpans.push({ text: child.content, line });
        if (child.type === "strong_open") page.bold.push({ text: boldText(children, position), line });
        if (child.type === "html_inline") page.links.push(...htmlLinks(child.content, line));
      }
      const isCopy = page.copies.some(({ from, to }) => from <= offsetOf(text, line) && offsetOf(text, line) < to);
      if (!isCopy) page.prose.push({ text: proseOf(children), line, source });
    }
  }
  return page;
}

function copiesOf(path: string, text: string, tokens: readonly Token[]): Copy[] {
  const copies: Copy[] = [];
  let open: Omit<Copy, "to"> | null = null;
  for (const token of tokens) {
    if (token.type !== "html_block" || !token.map) continue;
    const line = token.map[0] + 1;
    const from = FROM.exec(token.content);
    if (from && open) throw new Error(`${path}:${line}: a copy begins inside the copy of line ${open.line}`);
    if (from) open = { source: from[1]!, line, from: offsetOf(text, line + 1) };
    if (!END.test(token.content)) continue;
    if (!open) throw new Error(`${path}:${line}: an end without a copy`);
    copies.push({ ...open, to: offsetOf(text, line) });
    open = null;
  }
  if (open) throw new Error(`${path}:${open.line}: the copy of ${open.source} has no end`);
  return copies;
}

/** The tokens of one paragraph, heading, list, table, … at a time. */
function topBlocks(tokens: readonly Token[]): Token[][] {
  const blocks: Token[][] = [];
  for (const token of tokens) {
    if (token.level === 0 && token.nesting >= 0) blocks.push([]);
    blocks.at(-1)?.push(token);
  }
  return blocks;
}

function lineOf(token: Token | undefined, before: number): number {
  return token?.map ? token.map[0] + 1 : before;
}

function offsetOf(text: string, line: number): number {
  let offset = 0;
  for (let passed = 1; passed < line; passed += 1) {
    const end = text.indexOf("\n", offset);
    if (end < 0) return text.length;
    offset = end + 1;
  }
  return offset;
}

function htmlLinks(html: string, line: number) {
  return [...html.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g)].map(([, target]) => ({ target: target!, line }));
}

function boldText(children: readonly Token[], opened: number): string {
  const end = children.findIndex(({ type }, index) => index > opened && type === "strong_close");
  return plain(children.slice(opened + 1, end));
}

function plain(children: readonly Token[]): string {
  return children.map((child) => (child.type === "html_inline" ? "" : child.content)).join("");
}

/** Code keeps its place as one character, so that words beside it stay apart. */
function proseOf(children: readonly Token[]): string {
  return children
    .map((child) => {
      if (child.type === "text") return child.content;
      return child.type === "softbreak" ? " " : child.type === "code_inline" ? "`" : "";
    })
    .join("");
}
