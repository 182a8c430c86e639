import { defineCommand } from "../../machine/commands/command.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";
import { UserError } from "../../machine/user-error.ts";
import { ROWS } from "./rows/rows.ts";

/** `npm run bench`. */
export const benchCommand = defineCommand({
  name: "bench",
  usage: "[options]",
  about:
    "What a request, a message, a connection and a start cost, beside peers measured in the same run. A busy machine concludes nothing: exit code 3.",
  options: {
    only: { type: "string", multiple: true, value: "NAME", says: `these rows: ${names()}` },
    rounds: { type: "string", default: "5", value: "N", says: "turns of each contestant, 1 to 100 (default 5)" },
    json: { type: "boolean", default: false, says: "the table as JSON" },
  },
  examples: [["--only keep-alive --rounds 15", "one row, with steadier figures"]],
  read: ({ values }) => {
    const only = values.only ?? [];
    const unknown = only.find((name) => !ROWS.some((row) => row.name === name));
    if (unknown !== undefined) throw new UserError(`--only is "${unknown}"; allowed: ${names()}`);
    return {
      rows: only.length === 0 ? ROWS : ROWS.filter(({ name }) => only.includes(name)),
      rounds: wholeNumber("--rounds", values.rounds, 1, 100),
      json: values.json,
    };
  },
});

function names(): string {
  return ROWS.map(({ name }) => name).join(", ");
}
