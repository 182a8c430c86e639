import { CrowdCommand, type CrowdReport } from "../../../protocol/crowd-process.ts";
import { createCrowdPeople } from "./crowd-people.ts";

// Many simulated people as a process: what they are told comes over its IPC channel, one command after another.
let people: ReturnType<typeof createCrowdPeople> | null = null;

process.on("message", (message: unknown) => {
  void obey(CrowdCommand.parse(message)).then((report) => process.connected && process.send!(report));
});
// The process that started it is gone.
process.on("disconnect", () => process.exit(0));

async function obey(command: CrowdCommand): Promise<CrowdReport> {
  if (command.do === "start") await (people = createCrowdPeople(command)).arrive();
  if (command.do === "mark") people!.mark();
  if (command.do === "hush") await people!.hush(command.withinMs);
  if (command.do === "settle") await people!.settle(command.withinMs);
  return { ...people!.report(), missing: command.do === "settle" ? people!.missing() : null };
}
