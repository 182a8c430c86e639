import { cpus } from "node:os";
import { buildPrograms } from "../../machine/build/build-programs.ts";
import { build } from "../../machine/build/build.ts";
import { leaveRoom } from "./cores.ts";
import type { benchCommand } from "./options.ts";
import { MOST_OTHER_LOAD, watchOtherLoad } from "./other-load.ts";
import { meetsGoal, summarise, type Goal, type Row, type Summary } from "./row.ts";

interface Result {
  row: Omit<Row, "measure">;
  summaries: Summary[];
  /** The part of the machine that others used meanwhile. */
  othersShare: number;
  /** Null: it cannot be told, or the machine was busy. */
  meetsGoal: boolean | null;
}

const say = (line: string) => process.stderr.write(`${line}\n`);

/** Measures the rows, and prints a table or JSON. @returns the exit code: 3 when the machine was busy. */
export async function runBench({ rows, rounds, json }: ReturnType<typeof benchCommand.read>): Promise<number> {
  if (process.platform !== "linux") {
    say("npm run bench reads /proc: it needs Linux");
    return 2;
  }
  await build(say);
  await buildPrograms(say);
  leaveRoom();
  const results: Result[] = [];
  for (const { measure, ...row } of rows) {
    say(row.title);
    const others = watchOtherLoad();
    const summaries = summarise(row, await measure({ rounds, onProgress: (line) => say(`  ${line}`) }));
    const { share } = others();
    const isBusy = share > MOST_OTHER_LOAD;
    results.push({
      row,
      summaries,
      othersShare: share,
      meetsGoal: isBusy || !row.goal ? null : meetsGoal({ base: row.base, goal: row.goal }, summaries),
    });
  }
  const isBusy = results.some(({ othersShare }) => othersShare > MOST_OTHER_LOAD);
  const machine = { node: process.version, cpu: cpus()[0]?.model ?? "", processors: cpus().length };
  if (json) process.stdout.write(`${JSON.stringify({ ...machine, rounds, isBusy, results }, null, 2)}\n`);
  else process.stdout.write(table(results, `Node ${process.version}, ${machine.processors} × ${machine.cpu}`));
  if (isBusy) say("The machine was busy with other work: these figures conclude nothing.");
  return isBusy ? 3 : 0;
}

function table(results: readonly Result[], machine: string): string {
  let text = `\n${machine}\n`;
  for (const { row, summaries, othersShare, meetsGoal: verdict } of results) {
    const isBusy = othersShare > MOST_OTHER_LOAD;
    const judged = isBusy ? "no verdict" : verdict === null ? "not measured" : verdict ? "met" : "NOT met";
    text += `\n${row.name}: ${row.title}\n`;
    for (const { contestant, median, ratio, spread, absent } of summaries) {
      text +=
        absent === undefined
          ? `  ${contestant.padEnd(24)}${figure(median).padStart(9)} ${row.unit.padEnd(8)}${figure(ratio).padStart(7)} ×   spread ${percent(spread)}\n`
          : `  ${contestant.padEnd(24)} left out: ${absent}\n`;
    }
    const goal = row.goal ? `goal: ${goalText(row.goal, row.base, row.unit)}: ${judged}; ` : "";
    text += `  ${goal}others used ${percent(othersShare)} of the machine\n`;
  }
  return text;
}

function goalText({ contestant, atMost, as }: Goal, base: string, unit: string): string {
  if (as === "value") return `${contestant} ≤ ${atMost} ${unit}`;
  return as === "ratio" ? `${contestant} ≤ ${atMost} × ${base}` : `${contestant} ≤ ${base} + ${atMost} ${unit}`;
}

function figure(value: number | null): string {
  return value === null ? "–" : value.toFixed(value < 10 ? 2 : 1);
}

function percent(part: number | null): string {
  return part === null ? "–" : `${(100 * part).toFixed(0)} %`;
}
