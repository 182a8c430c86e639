import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { PAGE_STYLE, toneOf } from "./page-style.ts";

it("gives instances the colours that the chat's page gives them", () => {
  const tokens = readFileSync(path.join(import.meta.dirname, "../../web/styles/tokens.css"), "utf8");
  const colours = (css: string) => [...css.matchAll(/--i\d: #\w+;/g)].map(([one]) => one);
  expect(colours(tokens)).toHaveLength(16);
  expect(colours(PAGE_STYLE)).toEqual(colours(tokens));
});

it.each([
  ["chat-1", 0],
  ["app-3", 2],
  ["chat-9", 0],
  ["ip-10-0-0-7", 1],
  ["", 0],
])("%j has tone %d", (instance, tone) => {
  expect(toneOf(instance, ["chat-1", "ip-10-0-0-7"])).toBe(tone);
});
