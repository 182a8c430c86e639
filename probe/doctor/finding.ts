export type Verdict = "ok" | "warning" | "problem" | "could-not-tell";

/** One thing that the doctor looked at. */
export interface Finding {
  /** Explained under this heading in docs/doctor.md. */
  id: string;
  verdict: Verdict;
  /** What was found, in a few words. */
  title: string;
  /** Requests and answers. */
  evidence: string[];
  /** What it means, in one sentence. */
  meaning: string;
  /** What to do, a line each; empty when there is nothing to do. */
  advice: string[];
}
