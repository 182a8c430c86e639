import { signal } from "@preact/signals-core";
import { expect, test } from "vitest";
import type { Verdict } from "../sightings/verdict.ts";
import { createDetails } from "./details.ts";

const verdict = (kind: Verdict["kind"]): Verdict => ({ kind, tone: "unsure", sentence: "", detail: "" });

function start(remembered: unknown) {
  let saved = remembered;
  const story = signal(verdict("alone"));
  const details = createDetails({ read: () => saved, write: (_where, _key, value) => (saved = value) }, story);
  return { details, story, saved: () => saved };
}

test("a first visit begins without them, and the first split opens them for good", () => {
  const { details, story, saved } = start(null);
  expect(details.isOpen.value).toBe(false);
  story.value = verdict("split");
  expect(details.isOpen.value).toBe(true);
  story.value = verdict("alone");
  expect(details.isOpen.value).toBe(true);
  expect(saved()).toBe(true);
});

test("a person who has closed them is not shown them again by a split", () => {
  const { details, story, saved } = start(null);
  details.show(true);
  details.show(false);
  story.value = verdict("split");
  expect(details.isOpen.value).toBe(false);
  expect(start(saved()).details.isOpen.value).toBe(false);
});
