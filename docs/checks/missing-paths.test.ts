import { expect, it } from "vitest";
import { MADE_LATER, missingPaths } from "./missing-paths.ts";
import { parsePage } from "./page.ts";

const files = ["README.md", "lab/options.ts", "alb/open-choices.ts", "alb/rules/r1.test.ts"];
const missing = (text: string, page = "README.md") => missingPaths(parsePage(page, text), files);

it.each([
  "`lab/option.ts`",
  "`locale/`",
  "`LICENCE.md`",
  "`lab/*.js`",
  "| `alb/` | `lab/balanser/` |\n|---|---|",
  "- a list with\n  `lab/none.ts` in it",
])("complains about a path that does not exist: %s", (text) => {
  expect(missing(text)).toEqual([expect.stringMatching(/^README\.md:\d+: there is no ".+"$/)]);
});

it.each([
  "`lab/options.ts` and `alb/`, `alb`",
  "`lab/*.ts` and `open-choices.ts`",
  "`GET /state`, `/socket.io/`, `text/event-stream`, `ELB-HealthChecker/2.0`, `round_robin`, `socket.io`",
  "```sh\ncat nowhere/file.ts\n```",
])("has nothing to say of %s", (text) => {
  expect(missing(text)).toEqual([]);
});

it("looks from the page's folder first, and for a bare name only below it", () => {
  expect(missing("`rules/r1.test.ts` and `r1.test.ts`", "alb/README.md")).toEqual([]);
  expect(missing("`options.ts`", "alb/README.md")).toHaveLength(1);
});

it("knows what is made later, by name and with a reason", () => {
  const named = Object.keys(MADE_LATER).map((name) => `\`${name}\``);
  expect(missing(named.join(" "))).toEqual([]);
  expect(missingPaths(parsePage("README.md", named.join(" ")), files, {})).toHaveLength(named.length);
  for (const reason of Object.values(MADE_LATER)) expect(reason.length).toBeGreaterThan(10);
});
