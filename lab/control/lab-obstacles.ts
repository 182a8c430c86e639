/** What nobody can do here through the control API, each with its reason; null where it can be done. */
export interface LabObstacles {
  /** `PATCH` of the load balancer's or the target group's attributes. */
  attributes: string | null;
  /** `POST /targets`. */
  add: string | null;
  /** `POST /targets/ID/deregister`. */
  drain: string | null;
  /** `POST /targets/ID/kill`, `pause`, `resume` and `restart`. */
  processes: string | null;
  /** `POST /experiment`. */
  experiment: string | null;
}

export const NO_OBSTACLES: LabObstacles = {
  attributes: null,
  add: null,
  drain: null,
  processes: null,
  experiment: null,
};

const NEEDED: readonly { of: keyof LabObstacles; request: RegExp }[] = [
  { of: "attributes", request: /^PATCH \/(target-group|load-balancer)\/attributes$/ },
  { of: "add", request: /^POST \/targets$/ },
  { of: "drain", request: /^POST \/targets\/[^/]+\/deregister$/ },
  { of: "processes", request: /^POST \/targets\/[^/]+\/(kill|pause|resume|restart)$/ },
  { of: "experiment", request: /^POST \/experiment$/ },
];

/** Why this request of the control API is refused, or null. */
export function obstacleTo(method: string, path: string, obstacles: LabObstacles): string | null {
  const needed = NEEDED.find(({ request }) => request.test(`${method} ${path}`));
  return needed ? obstacles[needed.of] : null;
}
