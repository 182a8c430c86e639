import { SETTINGS, type Setting } from "./settings.ts";

/** What `--help` prints: every environment variable with its default and what is allowed. */
export function usage(): string {
  const lines = Object.values<Setting<unknown>>(SETTINGS).flatMap(({ env, fallback, about, allowed }) => [
    `  ${env}${fallback === "" || String(fallback) === "" ? "" : `=${typeof fallback === "boolean" ? Number(fallback) : String(fallback)}`}`,
    `      ${about}; ${allowed}`,
  ]);
  return `One instance of the chat. It is configured by environment variables only:\n\n${lines.join("\n")}\n`;
}
