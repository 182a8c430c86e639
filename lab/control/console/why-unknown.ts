import type { ConsoleSession } from "../../../protocol/control/console.ts";
import type { SeenRequest } from "./seen-request.ts";

/**
 * Why a target was asked for a session that it does not know, in one clause; it ends where the observation does.
 * @param stranger the visitor's number, when it is another one than the session's.
 */
export function whyUnknown(
  { cookie, named, target, algorithm }: Pick<SeenRequest, "cookie" | "named" | "algorithm"> & { target: string },
  { madeBy, visitor }: Pick<ConsoleSession, "madeBy" | "visitor">,
  stranger: number | null,
): string {
  if (madeBy?.target === target)
    return "it made that session itself: it has ended there, or the request does not fit it";
  if (cookie === "off") return `stickiness is off, and ${algorithm} chose`;
  if (cookie === "none") return `no cookie came with that request, and ${algorithm} chose`;
  if (cookie === "expired") return `the cookie had expired, and ${algorithm} chose`;
  if (cookie === "invalid" && named) {
    const which = named.id ?? "a target";
    const state = named.state === "deregistered" ? "is not registered any more" : `was ${named.state}`;
    return `the cookie named ${which}, which ${state}, and ${algorithm} chose`;
  }
  if (cookie === "invalid") return `the cookie could not be read, and ${algorithm} chose`;
  if (stranger !== null) return `another visitor's session: visitor ${stranger} asked for one of visitor ${visitor}`;
  return "its cookie named that target by then";
}
