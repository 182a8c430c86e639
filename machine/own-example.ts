import path from "node:path";
import { isPackaged } from "./own-program.ts";

/** Applications that a clone has in `examples/` and the package has built in. */
export const EXAMPLES = {
  "tutorial-chat": { server: "tutorial-chat/server.mjs", app: "tutorial-chat/app.mjs" },
  "redis-chat": { server: "redis-chat/server.mjs", app: "tutorial-chat/app.mjs" },
  "rooms-with-acks": { server: "rooms-with-acks/server.mjs", app: "rooms-with-acks/app.mjs" },
} as const;

/** The file of an example: what serves it, or the experiment's module about it. Null: no example is called so. */
export function ownExample(name: string, part: "server" | "app"): string | null {
  if (!Object.hasOwn(EXAMPLES, name)) return null;
  const source = EXAMPLES[name as keyof typeof EXAMPLES][part];
  if (isPackaged) return path.join(import.meta.dirname, `${exampleEntry(source)}.js`);
  return path.resolve(import.meta.dirname, "../examples", source);
}

/** What the package's build calls one of these files. */
export function exampleEntry(source: string): string {
  return `example-${source.replace(/\.mjs$/, "").replace("/", "-")}`;
}
