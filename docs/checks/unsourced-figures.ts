import { STATUS_CODES } from "node:http";
import { isPath } from "./missing-paths.ts";
import type { Page } from "./page.ts";

/** A phrase of a page that is made from what its source says now. */
export interface Figure {
  page: string;
  phrase: string;
}

/** Numbers that are names, not figures: the balancer's own status codes besides HTTP's. */
const BALANCER_CODES = new Set(["460", "463", "464"]);
const NUMBER = /(?<![\w./:#-])\d[\d,.]*\d|(?<![\w./:#-])\d/g;
const UNIT = /^\s?(?:%|[kMG]?B\b|ms\b|s\b|seconds?\b|min(?:utes?)?\b|hours?\b|days?\b|lines?\b|€|\$)/;
const COUNTED_AT_A_GLANCE = 12;

/** Phrases that their pages no longer hold: what they are made from has changed. */
export function wrongFigures(pages: readonly Page[], figures: readonly Figure[]): string[] {
  return figures.flatMap(({ page: path, phrase }) => {
    const page = pages.find((one) => one.path === path);
    if (!page) return [`${path}: there is no such page, and a figure of it is checked`];
    return proseOf(page).includes(phrase) ? [] : [`${path}: it should say "${phrase}"`];
  });
}

/**
 * Numbers in prose of which nobody can tell where they come from. A number is in order when it stands in a copy
 * (`<!-- from: … -->`), in one of the figures, in code, or in a paragraph, list or table with a `<!-- source: … -->`:
 * files, in one of which the number must stand, or the name of a publication, which is believed. A small count without
 * a unit and a status code are no figures.
 * @param read the text of a file of the repository, null when there is none.
 */
export function unsourcedFigures(
  page: Page,
  figures: readonly Figure[],
  read: (file: string) => string | null,
): string[] {
  const phrases = figures.filter((one) => one.page === page.path).map(({ phrase }) => phrase);
  return page.prose.flatMap(({ text, line, source }) => {
    const rest = phrases.reduce((left, phrase) => left.replaceAll(phrase, " "), oneLine(text));
    const isIn = source === null ? () => false : numbersOf(source, read);
    return [...rest.matchAll(NUMBER)]
      .filter((match) => isFigure(match[0], rest.slice(match.index + match[0].length)) && !isIn(match[0]))
      .map((match) => {
        const where = source === null ? "where does it come from?" : `it does not stand in ${source}`;
        return `${page.path}:${line}: "${around(rest, match.index)}": ${where}`;
      });
  });
}

/** Whether a number stands in one of the files that a source names; anything may stand in a publication. */
function numbersOf(source: string, read: (file: string) => string | null): (number: string) => boolean {
  const parts = source.split("; ");
  if (!parts.every(isPath)) return () => true;
  const numbers = new Set(
    parts.flatMap((file) => (read(file) ?? "").replaceAll("_", "").match(/\d+(?:\.\d+)*/g) ?? []),
  );
  return (number) => numbers.has(number.replaceAll(",", ""));
}

function isFigure(number: string, after: string): boolean {
  // What is glued to a word is a name: 2xx, 3rd.
  if (/^[A-Za-z_]/.test(after) && !UNIT.test(after)) return false;
  if (UNIT.test(after)) return true;
  if (number in STATUS_CODES || BALANCER_CODES.has(number)) return false;
  return !/^\d+$/.test(number) || Number(number) > COUNTED_AT_A_GLANCE;
}

function proseOf(page: Page): string {
  return page.prose.map(({ text }) => oneLine(text)).join("\n");
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ");
const around = (text: string, index: number) => text.slice(Math.max(0, index - 15), index + 25).trim();
