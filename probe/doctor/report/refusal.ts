import { version } from "../../../machine/commands/command.ts";
import type { RefusalJson } from "./diagnosis-schema.ts";

/** What `--json` prints instead of a diagnosis; null when stdout was not to be JSON. */
export function refusalJson(sentence: string, args: readonly string[]): RefusalJson | null {
  const reporter = args.flatMap((arg, at) =>
    args[at - 1] === "--reporter" ? [arg] : arg.split("--reporter=").slice(1),
  );
  const hasFile = args.some((arg) => /^--output(=|$)/.test(arg));
  if (!args.includes("--json") && (hasFile || !reporter.includes("json"))) return null;
  return {
    schemaVersion: 1,
    kind: "diagnosis",
    version: version(),
    tool: "sticky-rooms doctor",
    time: new Date().toISOString(),
    verdict: "not measured",
    error: sentence,
  };
}
