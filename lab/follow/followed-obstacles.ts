import type { Followed, Obstacles } from "../../protocol/control/state.ts";
import { NO_OBSTACLES } from "../../protocol/control/state.ts";

/** What the followed API decides: the lab would undo it at once. Of processes it knows nothing, so they may be killed. */
export function followedObstacles({ url }: Followed): Obstacles {
  const decided = (variable: string) => `the API at ${url} decides that; terraform apply -var ${variable}`;
  const add = decided("instance_count=5");
  return { ...NO_OBSTACLES, attributes: decided("stickiness_enabled=false"), add, drain: add };
}
