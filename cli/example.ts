import { pathToFileURL } from "node:url";
import { defineCommand } from "../machine/commands/command.ts";
import { EXAMPLES, ownExample } from "../machine/own-example.ts";
import { UserError } from "../machine/user-error.ts";

const NAMES = Object.keys(EXAMPLES).join(", ");

/** `sticky-rooms example`. */
export const exampleCommand = defineCommand({
  name: "example",
  usage: "NAME",
  about: `An application to try the other commands with, at PORT (default 3000): ${NAMES}.
redis-chat needs a Redis: REDIS_URL (default redis://127.0.0.1:6379).`,
  options: {},
  allowPositionals: true,
  examples: [["tutorial-chat", "the chat of Socket.IO's tutorial: everybody on one instance is told everything"]],
  read({ positionals }) {
    const [name = ""] = positionals;
    const file = positionals.length === 1 ? ownExample(name, "server") : null;
    if (file === null) throw new UserError(`the example is "${positionals.join(" ")}"; allowed: ${NAMES}`);
    return { file };
  },
});

/** Runs in this process, until a signal ends it. */
export async function runExample({ file }: { file: string }): Promise<void> {
  await import(/* @vite-ignore */ pathToFileURL(file).href);
}
