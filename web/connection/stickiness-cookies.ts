/** Which of the balancer's cookies this page can see. Both are readable: the ALB does not set HttpOnly. */
export function readStickinessCookies(cookies: string): { awsalb: boolean; awsalbcors: boolean } {
  const names = new Set(cookies.split(";").map((pair) => pair.split("=", 1)[0]?.trim()));
  return { awsalb: names.has("AWSALB"), awsalbcors: names.has("AWSALBCORS") };
}

/** What to assign to `document.cookie`, one after the other, to forget both. */
export function forgetStickinessCookies(): string[] {
  return ["AWSALB=; Path=/; Max-Age=0", "AWSALBCORS=; Path=/; Max-Age=0"];
}

/**
 * What to assign to `document.cookie` to be pinned. `AWSALBCORS` must go: where both come, it wins (R1.14).
 */
export function pinStickinessCookie(value: string): string[] {
  return ["AWSALBCORS=; Path=/; Max-Age=0", `AWSALB=${value}; Path=/; Max-Age=604800`];
}
