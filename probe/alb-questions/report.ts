import { wrap } from "../doctor/report/wrap.ts";
import type { Answered } from "./ask-all.ts";

const COLUMNS = 100;

/** Each question with its answer beside what the stand-in does. */
export function report(url: string, answered: readonly Answered[]): string {
  const lines = answered.flatMap(({ rule, asks, standIn, answer, seen }) => [
    "",
    ...wrap(`${rule}  ${asks}`, COLUMNS),
    `  ${answer === null ? "could not be seen" : answer}`,
    ...(answer !== null && answer !== standIn ? [`  the stand-in: ${standIn}`] : []),
    ...seen.map((line) => `  · ${line}`),
  ]);
  const open = answered.filter(({ answer }) => answer === null).length;
  return `${[`${answered.length - open} of ${answered.length} questions answered by ${url}`, ...lines].join("\n")}\n`;
}
