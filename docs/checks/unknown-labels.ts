import type { Page } from "./page.ts";

/**
 * Words in bold that the chat's page does not use: the tour sets in bold what is to be pressed. An instance's name
 * stands for any (`Kill chat-2` for `Kill ${instance}`).
 * @param source the page's source text.
 */
export function unknownLabels(page: Page, source: string): string[] {
  return page.bold
    .filter(({ text }) => !labelPattern(text).test(source))
    .map(({ text, line }) => `${page.path}:${line}: nothing in the chat's page is called "${text}"`);
}

function labelPattern(text: string): RegExp {
  const parts = text.split(/chat-\d+/).map((part) => part.replaceAll(/[^\w\s]/g, "\\$&"));
  return new RegExp(`(?<![\\w])${parts.join("\\$?\\{[\\w.]+\\}")}(?!\\w)`);
}
