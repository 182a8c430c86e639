import { escapeHtml, framedHtml } from "./framed-html.ts";

const COLOURS: Readonly<Record<number, string>> = {
  31: "#ff8f85",
  32: "#63c792",
  33: "#e5b85c",
  34: "#62b6f5",
  35: "#e08ccb",
  36: "#5fd0da",
  90: "#a8a397",
};
// oxlint-disable-next-line no-control-regex -- a terminal's own.
const SEQUENCE = /\u001B\[([\d;]*)([A-Za-z])/g;

/** What a program wrote on a terminal, with its colours. */
export function terminalHtml({ command, written, made }: { command: string; written: string; made: string }): string {
  return framedHtml({
    title: command,
    style: `
      pre { margin: 0; padding: 14px 18px; border-radius: 10px; background: #1d1d1a; color: #eceae4; font-size: 12.5px; line-height: 1.5; width: 1140px; white-space: pre-wrap; overflow-wrap: anywhere; }
      b { color: #fff; } i { color: #a8a397; font-style: normal; }`,
    body: `<pre><i>$</i> <b>${escapeHtml(command)}</b>\n${colouredHtml(written.trimEnd())}</pre>`,
    made,
  });
}

/** Colours and brightness as elements; other sequences are left out. */
function colouredHtml(text: string): string {
  let colour: string | null = null;
  let from = 0;
  const parts: string[] = [];
  const put = (to: number) => {
    const piece = escapeHtml(text.slice(from, to));
    if (piece !== "") parts.push(colour === null ? piece : `<span style="color:${colour}">${piece}</span>`);
  };
  for (const match of text.matchAll(SEQUENCE)) {
    put(match.index);
    from = match.index + match[0].length;
    if (match[2] !== "m") continue;
    for (const code of (match[1] || "0").split(";").map(Number)) {
      if (code === 0 || code === 39 || code === 22) colour = null;
      else if (code === 2) colour = COLOURS[90]!;
      else if (COLOURS[code]) colour = COLOURS[code];
    }
  }
  put(text.length);
  return parts.join("");
}
