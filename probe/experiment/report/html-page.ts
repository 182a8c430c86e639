import { escapeHtml } from "./escape-html.ts";
import { REPORT_STYLE } from "./report-style.ts";

/** A page by itself: no scripts, nothing from elsewhere. */
export function htmlPage(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${REPORT_STYLE}</style>
<main>
${content}
</main>
</html>
`;
}
