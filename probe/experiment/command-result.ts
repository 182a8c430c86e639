import type { ExperimentOptions } from "./options.ts";

/** What a run came to, in whatever form it is asked for. */
export interface CommandResult {
  verdict: "valid" | "invalid" | "unknown";
  report(format: ExperimentOptions["format"]): string;
  html(): string;
}
