import { isIP } from "node:net";
import { getPublicSuffix } from "tough-cookie";

/** Whether browsers take two origins for one site: the scheme and the registrable domain, or the same host. */
export function isSameSite(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)];
  if (a.protocol !== b.protocol) return false;
  return a.hostname === b.hostname || (siteOf(a.hostname) !== null && siteOf(a.hostname) === siteOf(b.hostname));
}

function siteOf(hostname: string): string | null {
  if (isIP(hostname.replace(/^\[(.*)\]$/, "$1")) !== 0) return null;
  return getPublicSuffix(hostname, { allowSpecialUseDomain: true, ignoreError: true }) ?? null;
}
