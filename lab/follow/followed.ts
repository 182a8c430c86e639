import { NO_OBSTACLES, type LabObstacles } from "../control/lab-obstacles.ts";

/** The load balancer that this lab plays, and the API that describes it. */
export interface Followed {
  url: string;
  loadBalancer: string;
}

/** What the followed API decides: the lab would undo it at once. Of processes it knows nothing, so they may be killed. */
export function followedObstacles({ url }: Followed): LabObstacles {
  const decided = (variable: string) => `the API at ${url} decides that; terraform apply -var ${variable}`;
  const add = decided("instance_count=5");
  return { ...NO_OBSTACLES, attributes: decided("stickiness_enabled=false"), add, drain: add };
}
