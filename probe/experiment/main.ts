import { writeFileSync } from "node:fs";
import { findRedisServer } from "../../local/redis/find-redis-server.ts";
import { chooseCells, type Choice } from "./choose-cells.ts";
import { runFaultsCommand } from "./faults/run-faults-command.ts";
import { HELP, parseOptions, type ExperimentOptions } from "./options.ts";
import { runMatrixCommand } from "./run-matrix-command.ts";
import { CellFilterError } from "./select-cells.ts";
import { OptionError } from "../../local/command-line/option-error.ts";
import { refuse } from "../../local/command-line/refuse.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

function readCommand(): { options: ExperimentOptions; choice: Choice } {
  try {
    const options = parseOptions(process.argv.slice(2));
    const { instances, people, faults } = options;
    const hasRedis = options.help || findRedisServer() !== null;
    return { options, choice: chooseCells(options.cells, { instances, people, hasRedis, faults }) };
  } catch (error) {
    if (error instanceof OptionError || error instanceof CellFilterError) return refuse(error.message);
    throw error;
  }
}

const { options, choice } = readCommand();
if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (choice.leftOut && options.progress === "text") say(choice.leftOut);

// Until it is over nothing is known, whatever ends it.
process.exitCode = 2;
const run = options.faults ? runFaultsCommand : runMatrixCommand;
const result = await run(options, choice);
if (options.html !== null) {
  writeFileSync(options.html, result.html());
  if (options.progress === "text") say(`the page is in ${options.html}`);
}
process.stdout.write(result.report(options.format));
process.exitCode = { valid: 0, invalid: 1, unknown: 2 }[result.verdict];
