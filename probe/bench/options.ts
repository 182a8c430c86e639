import { defineCommand } from "../../machine/commands/command.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";

/** `npm run bench`. */
export const benchCommand = defineCommand({
  name: "bench",
  usage: "[options]",
  about:
    "Performance as ratios to a base, measured in turns in one run: absolute figures say little on another machine.",
  options: {
    rounds: { type: "string", default: "3", value: "N", says: "turns of each contestant, 1 to 600 (default 3)" },
    seconds: { type: "string", default: "3", value: "S", says: "seconds of one turn, 1 to 600 (default 3)" },
    json: { type: "boolean", default: false, says: "the rows as JSON" },
  },
  examples: [["--rounds 10", "steadier figures"]],
  read: ({ values }) => ({
    rounds: wholeNumber("--rounds", values.rounds, 1, 600),
    seconds: wholeNumber("--seconds", values.seconds, 1, 600),
    json: values.json,
  }),
});
