import { PAGE_STYLE } from "./page-style.ts";
import type { Report } from "./report.ts";
import { minuteOf, secondsOf } from "./words.ts";

/** A report as a page by itself: no scripts, nothing from elsewhere. */
export function printHtml(report: Report): string {
  const { title, verdict, sentence, circumstances, startedAt, milliseconds, leftOut } = report;
  const { colour = verdict } = report;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sticky Rooms: ${escapeHtml(title)}</title>
<style>${PAGE_STYLE}</style>
<main>
<header id="top">
<h1>${escapeHtml(title)}</h1>
<p class="verdict ${colour}">${escapeHtml(sentence)}.</p>
<p>${escapeHtml(circumstances)}. ${minuteOf(startedAt)}, ${secondsOf(milliseconds)}.</p>
${leftOut === null ? "" : `<p>${escapeHtml(leftOut)}.</p>`}
</header>
${report.page()}
</main>
</html>
`;
}

/** Text that can stand in HTML and SVG, in attributes too. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}
