let lastSecond = Number.NaN;
let lastExpires = "";

/** Rule R1.5: seven days after the request was handled, for every duration. */
export function cookieExpiry(handledAtMs: number): string {
  const second = Math.floor(handledAtMs / 1000);
  if (second !== lastSecond) {
    lastSecond = second;
    lastExpires = new Date(handledAtMs + 604_800_000).toUTCString();
  }
  return lastExpires;
}

/**
 * Rules R1.3 to R1.6, R1.23: the cookie, then its CORS twin; `Secure` on an HTTPS listener only.
 * @returns the values of two `Set-Cookie` lines.
 */
export function stickinessCookies(
  name: "AWSALB" | "AWSALBTG",
  value: string,
  handledAtMs: number,
  scheme: "http" | "https",
): string[] {
  const until = cookieExpiry(handledAtMs);
  return [
    `${name}=${value}; Expires=${until}; Path=/`,
    `${name}CORS=${value}; Expires=${until}; Path=/; SameSite=None${scheme === "https" ? "; Secure" : ""}`,
  ];
}
