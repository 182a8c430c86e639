import { expect, it } from "vitest";
import { brokenLinks, outwardLinks, unreachablePages } from "./broken-links.ts";
import { parsePage } from "./page.ts";

const tour = parsePage("docs/tour.md", "# The tour\n\n## Step 1: `open` it\n\n## Step 1: `open` it\n");
const files = ["README.md", "docs/tour.md", "docs/images/room.png", "alb/README.md"];
const broken = (text: string, path = "README.md") => {
  const page = parsePage(path, text);
  return brokenLinks(page, [page, tour], files);
};

it.each([
  "[a](docs/tur.md)",
  "[a](docs/tour.md#step-2)",
  "[a](#nothing)",
  "![a](docs/images/rom.png)",
  '<img src="docs/images/none.png" alt="">',
  '<picture><source srcset="docs/none.png"></picture>',
  "[a](http://example.com)",
  "[a](ftp://example.com/x)",
  "- in a list [a](docs/tur.md)",
  "[a][b]\n\n[b]: docs/tur.md",
])("complains about %s", (text) => {
  expect(broken(text)).toEqual([expect.stringMatching(/^README\.md:1: /)]);
});

it.each([
  "[a](docs/tour.md), [b](docs/tour.md#the-tour), [c](docs/tour.md#step-1-open-it), [d](docs/tour.md#step-1-open-it-1)",
  "# Here\n\n[a](#here), [b](docs/), [c](alb/README.md)",
  "![a](docs/images/room.png)",
  "[a](https://example.com/x), [b](http://localhost:8000)",
  "`[a](nowhere.md)`",
])("has nothing to say of %s", (text) => {
  expect(broken(text)).toEqual([]);
});

it("resolves from the page's own folder", () => {
  expect(broken("[a](../README.md), [b](images/room.png)", "docs/more.md")).toEqual([]);
  expect(broken("[a](docs/tour.md)", "docs/more.md")).toHaveLength(1);
});

it("tells which links lead to other sites", () => {
  expect(outwardLinks(parsePage("README.md", "[a](https://example.com), [b](docs/tour.md)"))).toEqual([
    "https://example.com",
  ]);
});

it("finds pages that no link leads to", () => {
  const lost = parsePage("docs/lost.md", "[home](../README.md)");
  const readme = parsePage("README.md", "[tour](docs/tour.md#the-tour)");
  expect(unreachablePages([readme, tour, lost])).toEqual(["docs/lost.md: no link leads there from README.md"]);
  expect(unreachablePages([parsePage("README.md", "[a](docs/lost.md)"), lost])).toEqual([]);
});
