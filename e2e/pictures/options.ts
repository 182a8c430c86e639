import { defineCommand } from "../../machine/commands/command.ts";
import { PICTURES_FOLDER, SCENES } from "./picture-files.ts";

/** `npm run pictures`. */
export const picturesCommand = defineCommand({
  name: "pictures",
  usage: "[options]",
  about: `
Plays the tour in a lab of its own and takes the pictures of the documentation, each in light and in dark.
The step "shared-state" needs a Redis on this machine.`,
  options: {
    out: {
      type: "string",
      default: PICTURES_FOLDER,
      value: "DIR",
      says: `where they go (default ${PICTURES_FOLDER})`,
    },
  },
  notes: `Steps: ${SCENES.join(", ")}.`,
  examples: [["--out /tmp/pictures", "look at them first"]],
  read: ({ values }) => ({ out: values.out }),
});
