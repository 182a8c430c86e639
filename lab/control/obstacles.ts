import type { Obstacles } from "../../protocol/control/state.ts";

const NEEDED: readonly { of: keyof Obstacles; request: RegExp }[] = [
  { of: "attributes", request: /^PATCH \/(load-balancer\/attributes|target-group(s\/[^/]+)?(\/attributes)?)$/ },
  { of: "attributes", request: /^(POST|PATCH|DELETE) \/listeners\// },
  { of: "attributes", request: /^(POST|DELETE) \/target-groups/ },
  { of: "add", request: /^POST \/targets$/ },
  { of: "drain", request: /^POST \/targets\/[^/]+\/deregister$/ },
  { of: "processes", request: /^POST \/targets\/[^/]+\/(kill|pause|resume|restart)$/ },
  { of: "processes", request: /^DELETE \/targets\/[^/]+$/ },
  { of: "experiment", request: /^POST \/experiment$/ },
  { of: "people", request: /^POST \/(people|story)$/ },
  { of: "attributes", request: /^POST \/story$/ },
];

/** Why this request of the control API is refused, or null. */
export function obstacleTo(method: string, path: string, obstacles: Obstacles): string | null {
  const needed = NEEDED.filter(({ request }) => request.test(`${method} ${path}`));
  return needed.map(({ of }) => obstacles[of]).find((obstacle) => obstacle !== null) ?? null;
}
