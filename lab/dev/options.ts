import { defineCommand } from "../../machine/commands/command.ts";
import { wholeNumber } from "../../machine/commands/whole-number.ts";
import { UserError } from "../../machine/user-error.ts";

/** `npm run dev`. */
export const devCommand = defineCommand({
  name: "dev",
  usage: "[options]",
  about: "The page with hot reload, against a lab that runs already (npm start): a change in web/ is seen at once.",
  options: {
    lab: {
      type: "string",
      default: "http://localhost:8000",
      value: "URL",
      says: "the lab's address (default http://localhost:8000)",
    },
    port: {
      type: "string",
      default: "5173",
      value: "N",
      says: "where the page is served (default 5173; 0: any free port)",
    },
  },
  examples: [["--lab http://localhost:9000", "with a lab on another port"]],
  read({ values: { lab, port } }) {
    const url = URL.canParse(lab) ? new URL(lab) : null;
    if (!url || !/^https?:$/.test(url.protocol) || !/^\/?$/.test(url.pathname)) {
      throw new UserError(`--lab is "${lab}"; allowed: an address like http://localhost:8000`);
    }
    return { lab: url.origin, port: wholeNumber("--port", port, 0, 65_535) };
  },
});
