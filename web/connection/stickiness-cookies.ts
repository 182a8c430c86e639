/** The balancer's cookies as this page can see them. Both are readable: the ALB does not set HttpOnly. */
export interface StickinessCookies {
  awsalb: string | null;
  awsalbcors: string | null;
}

export function readStickinessCookies(cookies: string): StickinessCookies {
  const read = (name: string) => new RegExp(`(?:^|;\\s*)${name}=([^;]*)`).exec(cookies)?.[1] ?? null;
  return { awsalb: read("AWSALB"), awsalbcors: read("AWSALBCORS") };
}

/** What a request of this page is routed by: where both come, `AWSALBCORS` wins (R1.14). */
export function stickinessCookie({ awsalb, awsalbcors }: StickinessCookies): string | null {
  return awsalbcors ?? awsalb;
}

/** What to assign to `document.cookie` to forget `AWSALBCORS`. */
export const FORGET_CORS_COOKIE = "AWSALBCORS=; Path=/; Max-Age=0";

/** What to assign to `document.cookie`, one after the other, to forget both. */
export function forgetStickinessCookies(): string[] {
  return ["AWSALB=; Path=/; Max-Age=0", FORGET_CORS_COOKIE];
}

/** What to assign to `document.cookie` to be pinned. `AWSALBCORS` must go, since it wins (R1.14). */
export function pinStickinessCookie(value: string): string[] {
  return [FORGET_CORS_COOKIE, `AWSALB=${value}; Path=/; Max-Age=604800`];
}
