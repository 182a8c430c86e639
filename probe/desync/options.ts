import { defineCommand } from "../../machine/commands/command.ts";
import { oneOf } from "../../machine/commands/one-of.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";

const MODES = ["monitor", "defensive", "strictest"] as const;

/** `npm run desync`. */
export const desyncCommand = defineCommand({
  name: "desync",
  usage: "[options]",
  about:
    "Sends shapes of two pipelined requests through the load balancer, and holds what it forwards against other readers of HTTP: none may read it otherwise.",
  options: {
    shapes: { type: "string", default: "100000", value: "N", says: "how many, 1 to 10000000 (default 100000)" },
    seed: { type: "string", default: "1", value: "N", says: "the same shapes for the same seed (default 1)" },
    mode: { type: "string", default: "defensive", value: "MODE", says: "monitor, defensive (default) or strictest" },
    json: { type: "boolean", default: false, says: "the result as JSON" },
  },
  notes: "Exit code 0: nothing was read otherwise; 1: something was.",
  examples: [["--shapes 1000000 --seed 7", "a long run"]],
  read: ({ values }) => ({
    shapes: wholeNumber("--shapes", values.shapes, 1, 10_000_000),
    seed: wholeNumber("--seed", values.seed, 0, 2_147_483_645),
    mode: oneOf("--mode", values.mode, MODES),
    json: values.json,
  }),
});
