import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { refuse } from "../../machine/commands/refuse.ts";
import { writableFile } from "../../machine/commands/writable-file.ts";
import { UserError } from "../../machine/user-error.ts";
import { Untestable } from "../wire/greet.ts";
import { askAll } from "./ask-all.ts";
import type { albQuestionsCommand } from "./options.ts";
import { report } from "./report.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

/** @throws {UserError} when nothing can be asked there. */
export async function runQuestions(options: ReturnType<typeof albQuestionsCommand.read>): Promise<number> {
  const { isWithChanges, record, isJson } = options;
  if (record !== null) writableFile("--record", record);
  const lines = isWithChanges ? createInterface({ input: process.stdin, output: process.stderr }) : null;
  let isAsking = true;
  lines?.once("close", () => {
    if (isAsking) refuse("--with-changes waits for Enter, and there is nobody to press it: stdin has ended");
  });
  const answered = await askAll({
    ...options,
    headers: {},
    waitSeconds: 15,
    change: lines && (async (what) => void (await lines.question(`Now ${what}. Enter when it is done: `))),
    onProgress: (what) => say(`… ${what}`),
  })
    .catch((error: unknown) => {
      throw error instanceof Untestable ? new UserError(error.message) : error;
    })
    .finally(() => {
      isAsking = false;
      lines?.close();
    });

  const url = options.endpoints[0]!.href;
  const data = `${JSON.stringify({ url, askedAt: new Date().toISOString(), answers: answered }, null, 2)}\n`;
  if (record !== null) {
    writeFileSync(record, data);
    say(`the answers are in ${record}`);
  }
  process.stdout.write(isJson ? data : report(url, answered));
  const open = answered.filter(({ answer }) => answer === null).length;
  return open === answered.length ? 2 : open > 0 ? 1 : 0;
}
