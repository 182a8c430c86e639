import { z } from "zod";

/** `POST /stickiness-cookies/open`: the value of `AWSALB` or `AWSALBCORS`, as it is in a Cookie header. */
export const OpenCookieRequest = z.strictObject({
  cookie: z.string().min(1).max(4096),
});

/** What a stickiness cookie of this balancer says. Times are milliseconds since 1970. */
export interface OpenedCookie {
  /** The target that it names; null when the balancer cannot open it or no longer knows that target. */
  target: string | null;
  issuedAt: number | null;
  /** By the present duration, which counts from the issue (R1.9). */
  expiresAt: number | null;
  /** A request with this cookie goes to that target now. */
  usable: boolean;
  /** Why not; null when it does. */
  reason: "invalid" | "expired" | "stickiness-off" | "target-unknown" | "target-unusable" | null;
}
