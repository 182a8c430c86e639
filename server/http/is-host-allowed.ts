import { isIP } from "node:net";

/**
 * True when a request may name this host. A page elsewhere that rebinds its own name to this machine sends that name, so
 * only names can be forbidden: addresses and `localhost` always pass. Without `allowed` any host passes.
 */
export function isHostAllowed(host: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true;
  const name = (host ?? "").toLowerCase().replace(/:\d*$/, "");
  if (isIP(name) !== 0 || (name.startsWith("[") && isIP(name.slice(1, -1)) === 6)) return true;
  return name === "localhost" || name.endsWith(".localhost") || allowed.includes(name);
}
