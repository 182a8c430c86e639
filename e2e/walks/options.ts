import { defineCommand } from "../../machine/commands/command.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";

export type WalksOptions = ReturnType<(typeof walksCommand)["read"]>;

/** `npm run walks`. */
export const walksCommand = defineCommand({
  name: "walks",
  usage: "[options]",
  about: `
Random walks: in a lab of its own it does so many things by chance (messages, reloads, drops, switches, kills, drains,
restarts, windows and browsers that come and go, networks that are cut), and compares after each of them every sentence
on every screen with what the control API, the instances themselves and the wire say. It prints seed and actions of each
walk in which a sentence stayed false.`,
  options: {
    count: { type: "string", default: "10", value: "N", says: "how many walks, 1 to 100000 (default 10)" },
    seed: { type: "string", value: "S", says: "of the first walk, the next has S + 1, and so on (default: any)" },
    actions: { type: "string", default: "15", value: "N", says: "of each walk, 1 to 1000 (default 15)" },
    parallel: {
      type: "string",
      default: "1",
      value: "N",
      says: "walks side by side, each in a lab of its own, 1 to 8",
    },
  },
  notes: "Exit codes: 0 no false sentence, 1 some, 2 bad options or no browser.",
  examples: [["--count 1 --seed 7", "one walk again"]],
  read: ({ values }) => ({
    count: wholeNumber("--count", values.count, 1, 100_000),
    seed: values.seed === undefined ? Date.now() % 1_000_000 : wholeNumber("--seed", values.seed, 0, 4_000_000_000),
    actions: wholeNumber("--actions", values.actions, 1, 1_000),
    parallel: wholeNumber("--parallel", values.parallel, 1, 8),
  }),
});
