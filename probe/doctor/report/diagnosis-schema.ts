import { z } from "zod";
import { FINDING_IDS } from "../finding.ts";

const head = {
  schemaVersion: z.literal(1),
  kind: z.literal("diagnosis"),
  version: z.string().describe("Of the tool."),
  tool: z.literal("sticky-rooms doctor"),
  time: z.iso.datetime().describe("When it was printed."),
};
const count = z.int().nonnegative();
const verdict = z.enum(["ok", "warning", "problem", "not measured"]);

const findingSchema = z.strictObject({
  id: z.enum(FINDING_IDS).describe("docs/doctor.md explains each."),
  verdict,
  title: z.string(),
  evidence: z.array(z.string()).describe("Counts, requests and answers."),
  meaning: z.string(),
  advice: z.array(z.string()).describe("What to do, a line each; one that begins with four spaces is code."),
});

/** What `doctor --json` prints of an endpoint that was looked at. */
const measuredSchema = z.strictObject({
  ...head,
  url: z.url(),
  verdict: z.enum(["healthy", "problem", "not measured"]).describe("With what was expected."),
  headline: z.string().describe("What decides the verdict: a finding, or an expectation."),
  affinity: z.string(),
  instances: z.string(),
  together: count.describe("Sessions that were open at one moment."),
  front: z.array(z.string()).describe("What stands in front, as far as it shows itself."),
  counts: z.strictObject({ problem: count, warning: count, "not measured": count, ok: count }),
  expectations: z.array(z.strictObject({ text: z.string(), isMet: z.boolean().nullable() })),
  findings: z.array(findingSchema).describe("The worst first."),
  evidence: z
    .looseObject({ requests: count, seconds: z.number().nonnegative(), isCutShort: z.boolean() })
    .describe("All that was measured. What is not named here can change with a version of the tool."),
});

/** What `doctor --json` prints when there was nothing to look at, or when it was asked wrongly. */
const refusalSchema = z.strictObject({
  ...head,
  verdict: z.literal("not measured"),
  error: z.string().describe("Why, in one sentence."),
});

export type RefusalJson = z.infer<typeof refusalSchema>;

/** All that `doctor --json` prints. */
export const diagnosisSchema = z.union([measuredSchema, refusalSchema]);
