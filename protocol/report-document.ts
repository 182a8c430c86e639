import { z } from "zod";

const Head = {
  schemaVersion: z.literal(1),
  /** Of the package that measured. */
  version: z.string(),
};
const Measured = {
  ...Head,
  /** `unknown`: it could not be told, and `error` says why when nothing was measured. */
  verdict: z.enum(["valid", "invalid", "unknown"]),
  error: z.string().optional(),
};
const Cells = {
  ...Measured,
  /** ISO 8601; the rest is missing where there is an `error`. */
  startedAt: z.string().optional(),
  milliseconds: z.number().optional(),
  people: z.number().optional(),
  messages: z.number().optional(),
  seed: z.number().optional(),
  cells: z
    .array(
      z.looseObject({
        key: z.string(),
        comparison: z.looseObject({ verdict: z.enum(["as-predicted", "contradicted", "unknown"]) }),
      }),
    )
    .optional(),
};

/**
 * What `--reporter json` prints, by its `kind`. Fields that are not named here may be there too, and may change in any
 * version; those that are named change only with `schemaVersion`.
 */
export const ReportDocument = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("matrix"), ...Cells }),
  z.looseObject({ kind: z.literal("application"), ...Cells }),
  z.looseObject({ kind: z.literal("faults"), ...Measured }),
  z.looseObject({ kind: z.literal("crowd"), ...Measured }),
  z.looseObject({
    kind: z.literal("diagnosis"),
    ...Head,
    time: z.string(),
    url: z.string(),
    verdict: z.enum(["healthy", "problem", "not measured"]),
    error: z.string().optional(),
    findings: z
      .array(
        z.looseObject({
          id: z.string(),
          verdict: z.enum(["ok", "warning", "problem", "not measured"]),
          title: z.string(),
          evidence: z.array(z.string()),
          meaning: z.string(),
          advice: z.array(z.string()),
        }),
      )
      .optional(),
    expectations: z.array(z.looseObject({ text: z.string(), isMet: z.boolean().nullable() })).optional(),
  }),
]);
