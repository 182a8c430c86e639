// A simulated person as a process: what it is told comes over its IPC channel, and what it sees goes there.
import { runPerson } from "./run-person.ts";
import { PersonCommand, type PersonReport } from "../protocol/person-process.ts";

const tell = (report: PersonReport) => process.connected && process.send!(report);

let person: ReturnType<typeof runPerson> | null = null;
process.on("message", (message: unknown) => {
  const command = PersonCommand.parse(message);
  if (command.do === "start") person = runPerson(command, tell);
  const done = command.do === "start" ? Promise.resolve({}) : person!.obey(command);
  void done.then((outcome) => tell({ type: "done", number: command.number, ...outcome }));
});
// The process that started it is gone.
process.on("disconnect", () => process.exit(0));
