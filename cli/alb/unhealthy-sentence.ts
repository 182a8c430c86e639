import type { TargetGroupState, TargetState } from "../../alb/balancer.ts";

/** What changes a health check: options, or in a file of `--config` the fields of the target group. */
interface SettingNames {
  path: string;
  matcher: (status: string) => string;
  timeout: string;
}

const OPTIONS: SettingNames = {
  path: "--health-path",
  matcher: (status) => `--matcher ${status}`,
  timeout: "--health-timeout",
};

/** Why a target is not healthy, and what may change that. */
export function unhealthySentence(
  { id, address, port, health }: Pick<TargetState, "id" | "address" | "port" | "health">,
  { name, healthCheck }: Pick<TargetGroupState, "name" | "healthCheck">,
  isFromFile: boolean,
): string {
  const { path, matcher, timeoutSeconds } = healthCheck;
  const setting: SettingNames = isFromFile
    ? {
        path: `HealthCheckPath of "${name}"`,
        matcher: (status) => `"Matcher": { "HttpCode": "${status}" }`,
        timeout: `HealthCheckTimeoutSeconds of "${name}"`,
      }
    : OPTIONS;
  const at = id === `${address}:${port}` ? id : `${id} (${address}:${port})`;
  const [, status] = /\[(\d{3})\]/.exec(health.description ?? "") ?? [];
  if (status !== undefined) {
    return `${at} answers ${status} at ${path}, and ${matcher} is healthy: ${setting.path} asks elsewhere, ${setting.matcher(status)} takes it for healthy`;
  }
  if (health.reason === "Target.Timeout") {
    return `${at} does not answer at ${path} within ${timeoutSeconds} s: does it run there? ${setting.timeout} gives it longer`;
  }
  if (health.reason === "Target.FailedHealthChecks") {
    return `${at} gives no HTTP answer at ${path}: does it run there?`;
  }
  return `${at} is ${health.state}${health.description ? `: ${health.description}` : ""} (asked at ${path}; ${setting.path} asks elsewhere)`;
}
