import { describe, expect, it } from "vitest";
import { brokenLinks, unreachablePages } from "./broken-links.ts";
import { staleCopies } from "./copied-blocks.ts";
import { FIGURES } from "./figures.ts";
import { readKnownCommands } from "./known-commands.ts";
import { missingPaths } from "./missing-paths.ts";
import { quaintPlaces, quaintWords } from "./quaint-words.ts";
import { readPages, readRepositoryFile, repositoryFiles } from "./repository.ts";
import { unknownCommands } from "./unknown-commands.ts";
import { unknownLabels } from "./unknown-labels.ts";
import { unknownTerraform } from "./unknown-terraform.ts";
import { unsourcedFigures, wrongFigures } from "./unsourced-figures.ts";

const files = repositoryFiles();
const pages = readPages();
const quaint = quaintWords(readRepositoryFile("CONTRIBUTING.md")!);
const known = await readKnownCommands();

/** Dated entries about the past, what was measured itself, and forms to fill in. */
const WITHOUT_FIGURES = /^(?:CHANGELOG\.md|docs\/(?:matrix|faults)\.md|\.github\/.*)$/;

it("there are pages to check, and README.md is under 150 lines", () => {
  const paths = pages.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining(["README.md", "alb/README.md", "terraform/README.md"]));
  expect(pages.find(({ path }) => path === "README.md")!.text.split("\n").length).toBeLessThan(150);
});

it("no page of docs/ is out of reach", () => {
  expect(unreachablePages(pages)).toEqual([]);
});

it("the tour calls controls what the chat's page calls them", () => {
  const tour = pages.find(({ path }) => path === "docs/tour.md")!;
  const source = files.filter((file) => /^web\/.+\.tsx?$/.test(file)).map((file) => readRepositoryFile(file)!);
  expect(tour.bold.length).toBeGreaterThan(5);
  expect(unknownLabels(tour, source.join("\n"))).toEqual([]);
});

it("figures are what their sources say", () => {
  expect(wrongFigures(pages, FIGURES)).toEqual([]);
});

it("code, its comments and its messages are in plain English", () => {
  const code = files.filter((file) => /\.(?:tsx?|[cm]js|tf|css|sh)$/.test(file) && !file.includes("quaint-words"));
  expect(code.length).toBeGreaterThan(500);
  const places = code.flatMap((path) => {
    const lines = readRepositoryFile(path)!.split("\n");
    return quaintPlaces({ path, prose: lines.map((text, index) => ({ text, line: index + 1 })) }, quaint);
  });
  expect(places).toEqual([]);
});

describe.each(pages)("$path", (page) => {
  it("names only paths that exist", () => {
    expect(missingPaths(page, files)).toEqual([]);
  });

  it("links only to what exists", () => {
    expect(brokenLinks(page, pages, files)).toEqual([]);
  });

  it("names only commands, options and settings that exist", () => {
    expect(unknownCommands(page, known)).toEqual([]);
  });

  it("sets nothing in Terraform that our files do not know", async () => {
    const source = files.filter((file) => /^terraform\/\w+\.tf$/.test(file)).map((file) => readRepositoryFile(file)!);
    expect(await unknownTerraform(page, source.join("\n"))).toEqual([]);
  });

  it("is in plain English", () => {
    expect(quaint.length).toBeGreaterThan(5);
    expect(quaintPlaces(page, quaint)).toEqual([]);
  });

  it("copies what its sources say", async () => {
    expect(await staleCopies(page)).toEqual([]);
  });
});

it.each(pages.filter(({ path }) => !WITHOUT_FIGURES.test(path)))("$path says where each figure comes from", (page) => {
  expect(unsourcedFigures(page, FIGURES, readRepositoryFile)).toEqual([]);
});
