/** What AWS leaves open, decided here and settable, so that tests can cover both. */
export interface Pins {
  /** R1.18: a 101 carries the stickiness cookies. */
  cookiesOn101: boolean;
  /** R5.6: for how long a draining target still gets requests. */
  deregistrationLagSeconds: number;
  /** R1.23: what becomes of a request whose `AWSALBTG` cannot be read: another group by weight, or 400. Both log the reason. */
  invalidTargetGroupCookie: "re-route" | "refuse";
  /** P5: which of several stickiness cookies of one name counts. */
  duplicateCookie: "first" | "last";
  /** R6.10: an ALB waits 10 s for a connection to a target. */
  connectTimeoutSeconds: number;
}

export const DEFAULT_PINS: Pins = {
  cookiesOn101: true,
  deregistrationLagSeconds: 0,
  invalidTargetGroupCookie: "re-route",
  duplicateCookie: "first",
  connectTimeoutSeconds: 10,
};
