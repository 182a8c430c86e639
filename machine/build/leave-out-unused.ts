import type { Plugin } from "vite";

/** What libraries bring and nothing of ours asks for: error texts in forty languages, and encodings beside Unicode's. */
const NEVER_USED: readonly { file: RegExp; instead: string }[] = [
  { file: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/, instead: 'export { default as en } from "./en.js";' },
  {
    file: /[\\/]iconv-lite[\\/]encodings[\\/](?:dbcs-data|sbcs-data|sbcs-data-generated)\.js$/,
    instead: "module.exports = {};",
  },
];

/** Leaves it out of what is built: a program that is larger takes longer to start. */
export function leaveOutUnused(): Plugin {
  return {
    name: "leave-out-unused",
    enforce: "pre",
    load: (id) => NEVER_USED.find(({ file }) => file.test(id))?.instead ?? null,
  };
}
