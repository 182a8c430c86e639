import { expect, it } from "vitest";
import { MADE_LATER, missingPaths } from "./missing-paths.ts";
import { parsePage } from "./page.ts";

const files = ["README.md", "local/options.ts", "local/balancer/pins.ts", "local/balancer/rules/r1.test.ts"];
const missing = (text: string, page = "README.md") => missingPaths(parsePage(page, text), files);

it.each([
  "`local/option.ts`",
  "`locale/`",
  "`LICENCE.md`",
  "`local/*.js`",
  "| `local/balancer/` | `local/balanser/` |\n|---|---|",
  "- a list with\n  `local/none.ts` in it",
])("complains about a path that does not exist: %s", (text) => {
  expect(missing(text)).toEqual([expect.stringMatching(/^README\.md:\d+: there is no ".+"$/)]);
});

it.each([
  "`local/options.ts` and `local/balancer/`, `local/balancer`",
  "`local/*.ts` and `pins.ts`",
  "`GET /state`, `/socket.io/`, `text/event-stream`, `ELB-HealthChecker/2.0`, `round_robin`, `socket.io`",
  "```sh\ncat nowhere/file.ts\n```",
])("has nothing to say of %s", (text) => {
  expect(missing(text)).toEqual([]);
});

it("looks from the page's folder first, and for a bare name only below it", () => {
  expect(missing("`rules/r1.test.ts` and `r1.test.ts`", "local/balancer/README.md")).toEqual([]);
  expect(missing("`options.ts`", "local/balancer/README.md")).toHaveLength(1);
});

it("knows what is made later, by name and with a reason", () => {
  const named = Object.keys(MADE_LATER).map((name) => `\`${name}\``);
  expect(missing(named.join(" "))).toEqual([]);
  expect(missingPaths(parsePage("README.md", named.join(" ")), files, {})).toHaveLength(named.length);
  for (const reason of Object.values(MADE_LATER)) expect(reason.length).toBeGreaterThan(10);
});
