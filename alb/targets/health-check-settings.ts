/** Rule R4.1: how targets are checked, in ELBv2's units and ranges. */
export interface HealthCheckSettings {
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThresholdCount: number;
  unhealthyThresholdCount: number;
  /** Codes or ranges from 200 to 499: `200`, `200,202`, `200-299`. */
  matcher: string;
}

export const DEFAULT_HEALTH_CHECK: HealthCheckSettings = {
  path: "/",
  intervalSeconds: 30,
  timeoutSeconds: 5,
  healthyThresholdCount: 5,
  unhealthyThresholdCount: 2,
  matcher: "200",
};

const RANGES = {
  intervalSeconds: [5, 300],
  timeoutSeconds: [2, 120],
  healthyThresholdCount: [2, 10],
  unhealthyThresholdCount: [2, 10],
} as const;

/** @returns a sentence that names the setting, its value and what is allowed; null when all is well. */
export function refuseHealthCheck(settings: HealthCheckSettings, shortDurations: boolean): string | null {
  for (const [key, [least, most]] of Object.entries(RANGES) as [keyof typeof RANGES, readonly [number, number]][]) {
    const value = settings[key];
    const isShort = shortDurations && key.endsWith("Seconds") && value > 0 && value <= most;
    if (isShort || (Number.isInteger(value) && value >= least && value <= most)) continue;
    return `healthCheck.${key} is ${value}; allowed: a whole number from ${least} to ${most}`;
  }
  if (!/^\/[\x21-\x7e]{0,1023}$/.test(settings.path)) {
    return `healthCheck.path is "${settings.path}"; allowed: 1 to 1024 characters that begin with "/"`;
  }
  if (!shortDurations && settings.timeoutSeconds >= settings.intervalSeconds) {
    return `healthCheck.timeoutSeconds is ${settings.timeoutSeconds}; allowed: less than intervalSeconds (${settings.intervalSeconds})`;
  }
  return parseMatcher(settings.matcher)
    ? null
    : `healthCheck.matcher is "${settings.matcher}"; allowed: codes or ranges from 200 to 499, as in "200,202" or "200-299"`;
}

/** What `matcher` accepts; null when it is not a matcher. */
export function parseMatcher(matcher: string): ((code: number) => boolean) | null {
  const parts = matcher.split(",").map((part) => /^([2-4]\d\d)(?:-([2-4]\d\d))?$/.exec(part.trim()));
  const ranges: [number, number][] = [];
  for (const part of parts) {
    if (!part || Number(part[2] ?? part[1]) < Number(part[1])) return null;
    ranges.push([Number(part[1]), Number(part[2] ?? part[1])]);
  }
  return (code) => ranges.some(([least, most]) => code >= least && code <= most);
}
