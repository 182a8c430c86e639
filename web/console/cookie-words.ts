import type { ConsoleRequest } from "../../protocol/control/console.ts";

/** What a request's cookie was worth. */
export function cookieWords({
  cookie,
  named,
  target,
  group,
}: Pick<ConsoleRequest, "cookie" | "named" | "target" | "group">): string {
  switch (cookie) {
    case "honoured":
      return `cookie → ${target}`;
    case "none":
      return "no cookie";
    case "off":
      return group === null ? "stickiness off" : `group ${group}: not sticky`;
    case "expired":
      return named?.id ? `cookie for ${named.id}, expired` : "cookie expired";
    case "invalid":
      if (!named) return "cookie unreadable";
      return named.id ? `cookie for ${named.id}, ${named.state}` : "cookie for a target that is gone";
  }
}
