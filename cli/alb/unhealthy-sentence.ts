import type { TargetState } from "../../alb/balancer.ts";

/** Why a target is not healthy, and which option may change that. */
export function unhealthySentence(
  { id, address, port, health }: Pick<TargetState, "id" | "address" | "port" | "health">,
  { path, matcher, timeoutSeconds }: { path: string; matcher: string; timeoutSeconds: number },
): string {
  const at = id === `${address}:${port}` ? id : `${id} (${address}:${port})`;
  const [, status] = /\[(\d{3})\]/.exec(health.description ?? "") ?? [];
  if (status !== undefined) {
    return `${at} answers ${status} at ${path}, and ${matcher} is healthy: --health-path asks elsewhere, --matcher ${status} takes it for healthy`;
  }
  if (health.reason === "Target.Timeout") {
    return `${at} does not answer at ${path} within ${timeoutSeconds} s: does it run there? --health-timeout gives it longer`;
  }
  return `${at} is ${health.state}${health.description ? `: ${health.description}` : ""} (asked at ${path}; --health-path, --matcher)`;
}
