import { LinkifyIt } from "linkify-it";
import { useMemo, type ReactNode } from "react";

// Only what says http or https: a word with a dot is not a link, and no other scheme runs anything.
const linkify = new LinkifyIt({ fuzzyEmail: false }).add("ftp:", null).add("mailto:", null).add("//", null);

/** Text as text, with http(s) links that can be followed. */
export function LinkedText({ text }: { text: string }) {
  return useMemo(() => parts(text), [text]);
}

function parts(text: string): ReactNode {
  const matches = text.includes("://") ? linkify.match(text) : null;
  if (!matches) return text;
  const nodes: ReactNode[] = [];
  let end = 0;
  for (const { index, lastIndex, url } of matches) {
    nodes.push(
      text.slice(end, index),
      <a key={index} href={url} target="_blank" rel="noopener noreferrer nofollow">
        {text.slice(index, lastIndex)}
      </a>,
    );
    end = lastIndex;
  }
  nodes.push(text.slice(end));
  return nodes;
}
