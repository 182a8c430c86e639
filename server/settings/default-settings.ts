import { SETTINGS, type Settings } from "./settings.ts";

/** What an instance does when it is told nothing; `host` is loopback. */
export function defaultSettings(): Settings {
  const fallbacks = Object.entries(SETTINGS).map(([name, setting]) => [name, setting.fallback]);
  return { ...(Object.fromEntries(fallbacks) as Settings), host: "127.0.0.1" };
}
