import { defineCommand } from "../../machine/commands/command.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";

export type SoakOptions = ReturnType<(typeof soakCommand)["read"]>;

/** `npm run soak`. */
export const soakCommand = defineCommand({
  name: "soak",
  usage: "[options]",
  about: `
A lab for a long time, with people who talk, and who reload again and again. Every ten seconds each process is asked for
its memory, files and handles, and collects its garbage; at the end their slopes are printed, without the first third of
the time.`,
  options: {
    minutes: { type: "string", default: "30", value: "N", says: "how long, 1 to 1440 (default 30)" },
    people: { type: "string", default: "100", value: "N", says: "how many, 2 to 1000 (default 100)" },
    seed: { type: "string", default: "1", value: "N", says: "for who speaks and reloads when (default 1)" },
    json: { type: "boolean", default: false, says: "the samples and slopes as JSON" },
  },
  notes: "Exit codes: 0 everything is flat, 1 something grows.",
  examples: [["--minutes 5", "a short look"]],
  read: ({ values }) => ({
    minutes: wholeNumber("--minutes", values.minutes, 1, 1_440),
    people: wholeNumber("--people", values.people, 2, 1_000),
    seed: wholeNumber("--seed", values.seed, 0, 2 ** 32 - 1),
    json: values.json,
  }),
});
