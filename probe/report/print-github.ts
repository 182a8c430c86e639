import type { Report } from "./report.ts";

const LEVELS = { failed: "error", unknown: "warning" } as const;

/** A report as commands of a GitHub workflow: an annotation for each check that did not pass, and the sentence. */
export function printGithub({ checks, sentence, verdict, title }: Report): string {
  const lines = checks.flatMap(({ name, outcome, summary, details }) =>
    outcome === "passed"
      ? []
      : [`::${LEVELS[outcome]} title=${property(name)}::${data([summary, ...details].join("\n"))}`],
  );
  const level = { valid: "notice", invalid: "error", unknown: "warning" }[verdict];
  return `${[...lines, `::${level} title=${property(`Sticky Rooms: ${title}`)}::${data(sentence)}`].join("\n")}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
