import { defineCommand } from "../../machine/commands/command.ts";
import { oneOf } from "../../machine/commands/one-of.ts";
import { PICTURES_FOLDER, SCENES } from "./picture-files.ts";

/** `npm run pictures`. */
export const picturesCommand = defineCommand({
  name: "pictures",
  usage: "[options]",
  about: `
Plays the tour in a lab of its own and takes the pictures of the documentation, each in light and in dark. Then it takes or draws
those of attributes, tests, logs, the dashboard and developer tools. The step "shared-state" needs a Redis on this
machine, and the dashboard a Prometheus.`,
  options: {
    out: {
      type: "string",
      default: PICTURES_FOLDER,
      value: "DIR",
      says: `where they go (default ${PICTURES_FOLDER})`,
    },
    only: { type: "string", value: "WHAT", says: "page: those of the tour; tools: the others" },
  },
  notes: `Steps: ${SCENES.join(", ")}.`,
  examples: [["--out /tmp/pictures", "look at them first"]],
  read: ({ values }) => ({
    out: values.out,
    only: values.only === undefined ? null : oneOf("--only", values.only, ["page", "tools"]),
  }),
});
