import { writeFileSync } from "node:fs";
import { findRedisServer } from "../../machine/redis/find-redis-server.ts";
import { OptionError } from "../../machine/commands/option-error.ts";
import { refuse } from "../../machine/commands/refuse.ts";
import { unknownUntilTold } from "../../machine/commands/unknown-until-told.ts";
import { writableFile } from "../../machine/commands/writable-file.ts";
import { writableFolder } from "../../machine/commands/writable-folder.ts";
import { runFaultsCommand } from "../faults/command.ts";
import { printHtml } from "../report/print-html.ts";
import { printJson } from "../report/print-json.ts";
import { printMarkdown } from "../report/print-markdown.ts";
import { printText } from "../report/print-text.ts";
import { chooseCells, type Choice } from "./choose-cells.ts";
import { DeploymentError, examineDeployment, type Deployment } from "./deployment.ts";
import { runMatrixCommand } from "./matrix/command.ts";
import { HELP, parseOptions, type ExperimentOptions } from "./options.ts";
import { CellFilterError } from "./select-cells.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

async function readCommand(): Promise<{ options: ExperimentOptions; choice: Choice; deployment: Deployment | null }> {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options.help) {
      process.stdout.write(HELP);
      tell(0);
      process.exit();
    }
    const deployment = options.url === null ? null : await examineDeployment(options.url);
    const instances = deployment?.instances ?? options.instances;
    const { people, faults } = options;
    const hasRedis = findRedisServer() !== null;
    const choice = chooseCells(options.cells, { instances, people, hasRedis, faults, deployment });
    if (options.html !== null) writableFile("--html", options.html);
    if (options.logDir !== null) writableFolder("--log-dir", options.logDir);
    return { options: { ...options, instances }, choice, deployment };
  } catch (error) {
    const kinds = [OptionError, CellFilterError, DeploymentError];
    if (kinds.some((kind) => error instanceof kind)) return refuse((error as Error).message);
    throw error;
  }
}

const tell = unknownUntilTold();
const { options, choice, deployment } = await readCommand();
if (choice.leftOut && options.progress === "text") say(choice.leftOut);

const report = options.faults
  ? await runFaultsCommand(options, choice)
  : await runMatrixCommand(options, choice, deployment);
const { isTTY: isTerminal } = process.stdout;
const print = {
  json: () => printJson(report),
  markdown: () => printMarkdown(report),
  table: () => printText(report, { isTerminal, hasColour: isTerminal && process.stdout.hasColors() }),
};
process.stdout.write(print[options.format]());
if (options.html !== null) {
  writeFileSync(options.html, printHtml(report));
  if (options.progress === "text") say(`the page is in ${options.html}`);
}
tell({ valid: 0, invalid: 1, unknown: 2 }[report.verdict]);
