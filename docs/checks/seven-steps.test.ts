import { expect, test } from "vitest";
import { LESSON, SEVEN_STEPS } from "../../web/tour/seven-steps.ts";
import { readRepositoryFile } from "./repository.ts";

const titles = SEVEN_STEPS.map(({ title }, index) => `${index + 1}. ${title}`);

test("docs/tour.md takes the steps of the page's tour, in their order, and ends with its lesson", () => {
  const tour = readRepositoryFile("docs/tour.md")!;
  expect([...tour.matchAll(/^## (\d\. .*)$/gm)].map(([, heading]) => heading)).toEqual(titles);
  expect(tour).toContain(LESSON);
});

test("the README's list takes the same steps", () => {
  const readme = readRepositoryFile("README.md")!;
  const items = [...readme.matchAll(/^(\d)\. \*\*([^*]+)\*\*/gm)].map(([, number, title]) => `${number}. ${title}`);
  expect(items).toEqual(titles);
});
