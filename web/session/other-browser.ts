/** Each is another cookie jar, and the same lab. */
const OTHER_HOST: Record<string, string> = { localhost: "127.0.0.1", "127.0.0.1": "localhost" };
const NAMES = ["Di", "Ed", "Flo", "Gus", "Hana", "Ines", "Jo", "Kim", "Lou", "Max"];

/**
 * The address under which this page opens as another browser does: at the lab's other host name, where this browser's
 * cookies are not sent, in the same room, under a nickname that nobody has.
 * @returns null where the page has no other host name.
 */
export function otherBrowserUrl(href: string, room: string, taken: readonly string[]): string | null {
  const url = new URL(href);
  const host = OTHER_HOST[url.hostname];
  if (host === undefined) return null;
  const used = new Set(taken.map((name) => name.toLowerCase()));
  const free = NAMES.find((name) => !used.has(name.toLowerCase())) ?? `Guest ${used.size}`;
  url.hostname = host;
  url.hash = "";
  url.search = String(new URLSearchParams({ room, name: free }));
  return url.href;
}
