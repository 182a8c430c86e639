import { styleText } from "node:util";
import { duration } from "../diagnosis/words.ts";
import type { Evidence } from "../evidence.ts";
import type { Finding, Verdict } from "../finding.ts";
import type { Outcome } from "../judge.ts";
import { countsInWords, type OverallVerdict } from "./summary.ts";
import { wrap } from "./wrap.ts";

export interface TextOptions {
  columns: number;
  hasColour: boolean;
  /** Every finding in full, instead of those that matter most. */
  isAll: boolean;
  outcome: Outcome;
}

type Colour = "red" | "yellow" | "magenta" | "green";

const SIGNS: Record<Verdict, { sign: string; colour: Colour }> = {
  problem: { sign: "✗", colour: "red" },
  warning: { sign: "!", colour: "yellow" },
  "not measured": { sign: "?", colour: "magenta" },
  ok: { sign: "✓", colour: "green" },
};
const HEADS: Record<OverallVerdict, { sign: string; word: string; colour: Colour }> = {
  problem: { sign: "✗", word: "PROBLEM", colour: "red" },
  "not measured": { sign: "?", word: "NOT MEASURED", colour: "magenta" },
  healthy: { sign: "✓", word: "HEALTHY", colour: "green" },
};
const WITH_WARNINGS = { sign: "!", word: "HEALTHY, WITH WARNINGS", colour: "yellow" } as const;
/** Findings in full that somebody reads before looking for the next step. */
const MAX_IN_FULL = 3;
const MAX_COLUMNS = 110;
const MIN_COLUMNS = 40;

/** The report for people: the verdict in the first line, the findings that matter, and the rest by title. */
export function reportText(evidence: Evidence, findings: readonly Finding[], options: TextOptions): string {
  const columns = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, options.columns));
  const paint: Paint = (format, text) =>
    options.hasColour ? styleText(format, text, { validateStream: false }) : text;
  const full = options.isAll ? findings : findings.filter(({ verdict }) => verdict !== "ok").slice(0, MAX_IN_FULL);
  // What the first line says is not said again.
  const { headline } = options.outcome.summary;
  const folded = findings.filter((finding) => !full.includes(finding) && finding.title !== headline);
  const lines = [
    ...head(evidence, options.outcome, columns, paint),
    ...full.flatMap((finding) => ["", ...show(finding, columns, paint)]),
    ...(folded.length > 0 ? ["", ...folded.flatMap((finding) => fold(finding, columns, paint)), ""] : []),
    ...(folded.length > 0 ? [paint("dim", "--all shows what each was seen by.")] : []),
    ...notLookedAt(evidence, columns, paint),
  ];
  return `${lines.join("\n")}\n`;
}

function fold({ verdict, title }: Finding, columns: number, paint: Paint): string[] {
  const { sign, colour } = SIGNS[verdict];
  return hanging(`${sign} `, title, columns - 2).map((line) => paint(colour, line));
}

type Paint = (format: Parameters<typeof styleText>[0], text: string) => string;

function head(evidence: Evidence, outcome: Outcome, columns: number, paint: Paint): string[] {
  const { verdict } = outcome;
  const { headline, affinity, instances, front, counts } = outcome.summary;
  const isWarned = verdict === "healthy" && counts.warning > 0;
  const { sign, word, colour } = isWarned ? WITH_WARNINGS : HEADS[verdict];
  const [first = "", ...rest] = wrap(`${sign} ${word}: ${headline}`, columns - 2);
  const facts = [
    evidence.url,
    `affinity ${affinity}`,
    instances,
    ...(front.length > 0 ? [`behind ${front.join(", ")}`] : []),
  ];
  const effort = `${countsInWords(counts)} · ${evidence.requests} requests in ${duration(evidence.seconds)}`;
  return [
    paint([colour, "bold"], first),
    ...rest.map((line) => paint([colour, "bold"], `  ${line}`)),
    ...wrap(facts.join(" · "), columns - 2).map((line) => `  ${line}`),
    ...wrap(effort, columns - 2).map((line) => paint("dim", `  ${line}`)),
  ];
}

function show(finding: Finding, columns: number, paint: Paint): string[] {
  const { id, verdict, title, evidence, meaning, advice } = finding;
  const { sign, colour } = SIGNS[verdict];
  const [first = "", ...rest] = wrap(`${sign} ${title}`, columns - 2);
  const width = columns - 4;
  return [
    paint([colour, "bold"], first),
    ...rest.map((line) => paint([colour, "bold"], `  ${line}`)),
    paint("dim", `  ${verdict} · ${id}`),
    ...evidence.flatMap((line) => hanging("· ", line, width).map((one) => paint("dim", `  ${one}`))),
    ...wrap(meaning, width).map((line) => `  ${line}`),
    ...advice.flatMap((line) =>
      line.startsWith("    ") ? [paint("cyan", `  ${line}`)] : hanging("→ ", line, width).map((one) => `  ${one}`),
    ),
  ];
}

function hanging(mark: string, text: string, width: number): string[] {
  return wrap(text, width - mark.length).map((line, index) => `${index === 0 ? mark : " ".repeat(mark.length)}${line}`);
}

/** What more could be asked for. */
function notLookedAt(evidence: Evidence, columns: number, paint: Paint): string[] {
  const more = [
    evidence.idle === null && "--idle (are silent connections cut)",
    !evidence.crossOrigin?.isAsked && "--origin URL (pages of another origin)",
    evidence.health === null && "--health PATH (the health check)",
  ].filter(Boolean);
  if (more.length === 0) return [];
  return wrap(`Not looked at: ${more.join(", ")}.`, columns).map((line) => paint("dim", line));
}
