import { describeCommands } from "./run-commands.ts";

describeCommands("of logs");
