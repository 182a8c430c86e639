import { OptionError } from "../../machine/commands/option-error.ts";

/** Where Socket.IO is: the URL with its path. Throws an `OptionError`. */
export function toEndpoint(value: string, path: string | undefined): URL {
  const url = toUrl(value);
  if (!url) throw new OptionError(`"${value}" is not a URL; allowed: one like https://chat.example.com`);
  url.hash = "";
  if (path !== undefined) url.pathname = toPath("--path", path);
  else if (url.pathname === "/") url.pathname = "/socket.io/";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

/** WebSocket's schemes are taken for the HTTP that they begin with. */
export function toUrl(value: string): URL | null {
  const http = value.replace(/^ws(s?):/i, "http$1:");
  const url = URL.canParse(http) ? new URL(http) : null;
  return url && /^https?:$/.test(url.protocol) ? url : null;
}

/** A path, from an option that wants one. Throws an `OptionError`. */
export function toPath(option: string, value: string): string {
  if (/^\/[\x21-\x7E]*$/.test(value)) return value;
  throw new OptionError(`${option} is "${value}"; allowed: a path that begins with /`);
}
