/** A page with one drawing and below it, always, what it is: nobody shall take it for somebody else's screen. */
export function framedHtml({ title, style, body, made }: { title: string; style: string; body: string; made: string }) {
  return `<!doctype html><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>
  body { margin: 0; padding: 18px; width: max-content; background: #f7f6f3; color: #1d1c1a; font: 14px/1.45 "DejaVu Sans", system-ui, sans-serif; }
  footer { margin-top: 12px; color: #625e56; font-size: 12px; }
  pre, code { font-family: "DejaVu Sans Mono", ui-monospace, monospace; }
  ${style}
</style>
<main>${body}</main><footer>${escapeHtml(made)}</footer>`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
