import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { ReportDocument } from "../../protocol/report-document.ts";
import { ROOT } from "./repository.ts";

it("docs/report.schema.json is the schema that reports are checked with", () => {
  const published = JSON.parse(readFileSync(path.join(ROOT, "docs/report.schema.json"), "utf8")) as object;
  expect(published).toEqual(z.toJSONSchema(ReportDocument));
});
