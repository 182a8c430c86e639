import { forwardedAddressCount, MAX_FORWARDED_ADDRESSES } from "../headers/forwarded-headers.ts";
import type { RequestHead } from "./request-head.ts";

export type DesyncMode = "monitor" | "defensive" | "strictest";

/** The registered methods (IANA) without `TRACE`, which is refused, and those that ask for something else than an answer. */
const METHODS = new Set(
  (
    "GET HEAD POST PUT DELETE OPTIONS PATCH ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY LABEL LINK LOCK MERGE " +
    "MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE ORDERPATCH PROPFIND PROPPATCH QUERY REBIND REPORT SEARCH " +
    "UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL"
  ).split(" "),
);

/** Rules R7.6, R7.8, R8.2: what is refused before a target is chosen, with which status and why; null when all is well. */
export function refuseRequest(request: RequestHead, mode: DesyncMode): [status: number, reason: string] | null {
  const { method, classification, framing, headers } = request;
  if (!METHODS.has(method)) return [405, `${method.slice(0, 32)} is not supported`];
  if (classification && isBlocked(classification.class, mode))
    return [400, `desync mitigation: ${classification.class}, ${classification.reason}`];
  if (framing === "undecidable") return [400, "nobody can tell where its body ends"];
  if (framing === "unsupported") return [501, "unsupported Transfer-Encoding"];
  if (!headers.has("x-forwarded-for")) return null;
  const addresses = forwardedAddressCount(headers.all("x-forwarded-for"));
  return addresses > MAX_FORWARDED_ADDRESSES ? [463, "too many addresses in X-Forwarded-For"] : null;
}

function isBlocked(tier: "Acceptable" | "Ambiguous" | "Severe", mode: DesyncMode): boolean {
  return mode === "strictest" || (mode === "defensive" && tier === "Severe");
}
