import type { RequestHandler } from "express";

/** The load balancer that this lab plays, and the API that describes it. */
export interface Followed {
  url: string;
  loadBalancer: string;
}

const DECIDED = /^(PATCH \/(target-group|load-balancer)\/attributes|POST \/targets(\/[^/]+\/deregister)?)$/;

/**
 * Refuses (409) what the followed API decides: the lab would undo it at once. Killing, pausing and restarting processes
 * is left: the API knows nothing of those.
 */
export function refuseFollowed({ url, loadBalancer }: Followed): RequestHandler {
  const message = `this lab follows load balancer "${loadBalancer}" at ${url}, which decides that; change it there, for example with terraform apply -var stickiness_enabled=false or -var instance_count=5`;
  return (request, response, next) => {
    if (!DECIDED.test(`${request.method} ${request.path}`)) return next();
    response.status(409).json({ error: { message } });
  };
}
