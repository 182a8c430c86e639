/** What a run came to, in the form that every printer takes. */
export interface Report {
  /** What measured: the name of its schema. */
  kind: "matrix" | "faults" | "crowd" | "application" | "diagnosis";
  title: string;
  verdict: "valid" | "invalid" | "unknown";
  /** Of the sentence: what is as it had to be may still be bad news. Without it the verdict's. */
  colour?: "valid" | "invalid" | "unknown";
  /** The result in one sentence, without its full stop. */
  sentence: string;
  /** People, instances, seed: what it depends on, in words. */
  circumstances: string;
  /** ISO 8601. */
  startedAt: string;
  milliseconds: number;
  /** A sentence about what belongs to it and could not be measured here. */
  leftOut: string | null;
  table: ReportTable;
  /** How to read the table, a sentence each. */
  legend: readonly string[];
  /** What the table adds up to, such as the causes of loss. */
  notes: readonly string[];
  checks: readonly ReportCheck[];
  /** All of it as data, for JSON. */
  data: object;
  /** What the page shows below its head. */
  page(): string;
}

export interface ReportTable {
  /** Each column's title, and the side on which its texts stand. */
  head: readonly { title: string; align: "left" | "right" }[];
  rows: readonly ReportRow[];
}

export interface ReportRow {
  texts: readonly string[];
  outcome?: ReportCheck["outcome"];
  /** Rows of one group belong together. */
  group?: string;
}

/** One thing that holds, does not hold, or could not be told. */
export interface ReportCheck {
  name: string;
  outcome: "passed" | "failed" | "unknown";
  /** What was found, in a few words. */
  summary: string;
  details: readonly string[];
  milliseconds: number;
}
