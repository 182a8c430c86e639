import { NO_OBSTACLES, type LabObstacles } from "./lab-obstacles.ts";

/** The load balancer that this lab plays, and the API that describes it. */
export interface Followed {
  url: string;
  loadBalancer: string;
}

/** What the followed API decides: the lab would undo it at once. Of processes it knows nothing, so they may be killed. */
export function followedObstacles({ url, loadBalancer }: Followed): LabObstacles {
  const decided = `this lab follows load balancer "${loadBalancer}" at ${url}, which decides that; change it there, for example with terraform apply -var stickiness_enabled=false or -var instance_count=5`;
  return { ...NO_OBSTACLES, attributes: decided, add: decided, drain: decided };
}
