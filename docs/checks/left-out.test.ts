/* oxlint-disable vitest/expect-expect, vitest/no-disabled-tests -- it lists what is left out, so that each run's summary names it */
import { describe, it } from "vitest";
import { outwardLinks } from "./broken-links.ts";
import { readPages, shellBlocks } from "./repository.ts";
import { treatmentOf } from "./runnable.ts";

const pages = readPages();
const leftOut = shellBlocks(pages).flatMap(({ page, commands }) =>
  commands.flatMap((command) => {
    const treatment = treatmentOf(command);
    return treatment && !treatment.run ? [{ page, command, because: treatment.because }] : [];
  }),
);

describe.each([...new Set(leftOut.map(({ because }) => because))])(
  "commands of pages that are not run: %s",
  (because) => {
    it.skip.each(leftOut.filter((one) => one.because === because))("$page: $command", () => {});
  },
);

describe("links of pages that are not followed: they lead to other sites", () => {
  it.skip.each(pages.flatMap((page) => outwardLinks(page).map((link) => ({ page: page.path, link }))))(
    "$page: $link",
    () => {},
  );
});
