import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { isAlive } from "./processes/is-alive.ts";

/**
 * Tells this user's other stand-ins on this machine that there is one at `url`, by a file that is gone when it ends.
 * @returns `others`: the URLs of those that run already.
 */
export function announceStandIn(
  url: string,
  folder = path.join(tmpdir(), `sticky-rooms-running-${process.getuid?.() ?? 0}`),
): { others: string[]; close(): void } {
  const own = path.join(folder, String(process.pid));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const others = readdirSync(folder).flatMap((name) => {
      const file = path.join(folder, name);
      if (name === String(process.pid)) return [];
      if (isAlive(Number(name))) return [readFileSync(file, "utf8")];
      rmSync(file, { force: true });
      return [];
    });
    writeFileSync(own, url);
    return { others, close: () => rmSync(own, { force: true }) };
  } catch {
    // Where nothing can be written, nothing is known of others.
    return { others: [], close: () => {} };
  }
}

/** What to say where others run; null: nothing. Cookies know hosts, no ports. */
export function sharedCookiesSentence(url: string, others: readonly string[]): string | null {
  const { hostname, port } = new URL(url);
  const shared = others.filter((other) => new URL(other).hostname === hostname);
  if (shared.length === 0) return null;
  const free = hostname === "localhost" ? "127.0.0.1" : "localhost";
  return `${shared.join(", ")} runs too: a browser keeps one AWSALB cookie for all ports of ${hostname}, so each would overwrite the other's; open this one at http://${free}:${port}`;
}
