import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { FINDING_IDS } from "./finding.ts";

const page = readFileSync(path.join(import.meta.dirname, "../../docs/doctor.md"), "utf8");
const explained = [...page.matchAll(/^### `([\w-]+)`\n\n(\S.{20,})/gm)].map(([, id]) => id!);

it("each finding is explained in docs/doctor.md once, and nothing else is", () => {
  expect(explained.toSorted()).toEqual([...FINDING_IDS].toSorted());
});
