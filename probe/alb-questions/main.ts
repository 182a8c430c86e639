import { runCommand } from "../../machine/commands/command.ts";
import { albQuestionsCommand } from "./options.ts";

await runCommand(albQuestionsCommand, async (options) => (await import("./run-questions.ts")).runQuestions(options));
