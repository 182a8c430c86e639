import { expect, it } from "vitest";
import { ReportDocument } from "./report-document.ts";

const MATRIX = { schemaVersion: 1, kind: "matrix", version: "0.1.0", verdict: "valid" };

it.each([
  [MATRIX, true],
  [{ ...MATRIX, cells: [{ key: "a", comparison: { verdict: "as-predicted", claims: [] } }], more: 1 }, true],
  [{ ...MATRIX, error: "http://localhost:1 cannot be reached", verdict: "unknown" }, true],
  [{ ...MATRIX, schemaVersion: 2 }, false],
  [{ ...MATRIX, verdict: "fine" }, false],
  [{ ...MATRIX, cells: [{ key: "a" }] }, false],
  [{ ...MATRIX, kind: "other" }, false],
  [{ ...MATRIX, kind: "diagnosis" }, false],
])("%j: %s", (document, isOne) => {
  expect(ReportDocument.safeParse(document).success).toBe(isOne);
});
