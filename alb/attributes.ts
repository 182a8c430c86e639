/** Why an attribute was refused: nothing was changed. */
export interface AttributeError {
  key: string;
  value: string;
  /** What is allowed, in words. */
  allowed: string;
  message: string;
}

interface Attribute {
  fallback: string;
  allowed: string;
  accepts: (value: string) => boolean;
  /** Of a number of seconds, which tests may set below ELBv2's minimum. */
  most?: number;
}

const flag = (fallback: "true" | "false"): Attribute => ({
  fallback,
  allowed: "true or false",
  accepts: (value) => value === "true" || value === "false",
});

const oneOf = (fallback: string, ...values: string[]): Attribute => ({
  fallback,
  allowed: values.join(", "),
  accepts: (value) => values.includes(value),
});

const seconds = (fallback: number, least: number, most: number): Attribute => ({
  fallback: String(fallback),
  allowed: `a whole number from ${least} to ${most}`,
  accepts: (value) => /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most,
  most,
});

const countOrOff = (fallback: string, most: number, mayBeOff: boolean): Attribute => ({
  fallback,
  allowed: `${mayBeOff ? '"off" or ' : ""}a whole number from 1 to ${most}`,
  accepts: (value) =>
    (mayBeOff && value === "off") || (/^\d+$/.test(value) && Number(value) >= 1 && Number(value) <= most),
});

const secondsOrOff = (least: number, most: number): Attribute => ({
  fallback: "0",
  allowed: `0 or a whole number from ${least} to ${most}`,
  accepts: (value) => value === "0" || (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most),
  most,
});

const cookieName: Attribute = {
  fallback: "",
  allowed: "a cookie name that does not start with AWSALB, AWSALBAPP or AWSALBTG",
  accepts: (value) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}$/.test(value) && !value.startsWith("AWSALB"),
};

/** Rules R1.1, R1.2, R2.1, R3.2, R3.10, R4.6, R5.1 (and R5.5: there is no switch that ends connections on deregistration): names, ranges and defaults of ELBv2's TargetGroupAttribute. */
const TARGET_GROUP: Record<string, Attribute> = {
  "stickiness.enabled": flag("false"),
  "stickiness.type": oneOf("lb_cookie", "lb_cookie", "app_cookie"),
  "stickiness.lb_cookie.duration_seconds": seconds(86_400, 1, 604_800),
  "stickiness.app_cookie.cookie_name": cookieName,
  "stickiness.app_cookie.duration_seconds": seconds(86_400, 1, 604_800),
  "slow_start.duration_seconds": secondsOrOff(30, 900),
  "load_balancing.algorithm.type": oneOf("round_robin", "round_robin", "least_outstanding_requests", "weighted_random"),
  "deregistration_delay.timeout_seconds": seconds(300, 0, 3_600),
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": countOrOff("1", 1_000, false),
  "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": countOrOff("off", 100, true),
};

/** Rules R6.2, R6.4, R6.6, R7.1, R7.4 to R7.6: names, ranges and defaults of ELBv2's LoadBalancerAttribute. */
const LOAD_BALANCER: Record<string, Attribute> = {
  "idle_timeout.timeout_seconds": seconds(60, 1, 4_000),
  "client_keep_alive.seconds": seconds(3_600, 60, 604_800),
  "routing.http.xff_header_processing.mode": oneOf("append", "append", "preserve", "remove"),
  "routing.http.xff_client_port.enabled": flag("false"),
  "routing.http.preserve_host_header.enabled": flag("false"),
  "routing.http.drop_invalid_header_fields.enabled": flag("false"),
  "routing.http.desync_mitigation_mode": oneOf("defensive", "monitor", "defensive", "strictest"),
  "routing.http2.enabled": flag("true"),
};

/** Names that ELBv2 has for an Application Load Balancer's target group, and that this stand-in does not act on. */
const OTHER_TARGET_GROUP = [
  "lambda.multi_value_headers.enabled",
  "load_balancing.algorithm.anomaly_mitigation",
  "load_balancing.cross_zone.enabled",
  "target_group_health.dns_failover.minimum_healthy_targets.count",
  "target_group_health.dns_failover.minimum_healthy_targets.percentage",
];

/** The same of an Application Load Balancer itself. */
const OTHER_LOAD_BALANCER = [
  "access_logs.s3.bucket",
  "access_logs.s3.enabled",
  "access_logs.s3.prefix",
  "connection_logs.s3.bucket",
  "connection_logs.s3.enabled",
  "connection_logs.s3.prefix",
  "deletion_protection.enabled",
  "health_check_logs.s3.bucket",
  "health_check_logs.s3.enabled",
  "health_check_logs.s3.prefix",
  "ipv6.deny_all_igw_traffic",
  "load_balancing.cross_zone.enabled",
  "routing.http.x_amzn_tls_version_and_cipher_suite.enabled",
  "waf.fail_open.enabled",
  "zonal_shift.config.enabled",
];

export interface AttributeSet {
  get(key: string): string;
  seconds(key: string): number;
  isOn(key: string): boolean;
  all(): Record<string, string>;
  /** Sets all of them or, when one is refused, none. */
  modify(patch: Readonly<Record<string, string>>): AttributeError | null;
}

export const createTargetGroupAttributes = (shortDurations: boolean) =>
  createAttributes(
    { known: TARGET_GROUP, others: OTHER_TARGET_GROUP, resource: "a target group" },
    shortDurations,
    conflict,
  );
export const createLoadBalancerAttributes = (shortDurations: boolean) =>
  createAttributes(
    { known: LOAD_BALANCER, others: OTHER_LOAD_BALANCER, resource: "a load balancer" },
    shortDurations,
    () => null,
  );

interface Resource {
  known: Record<string, Attribute>;
  others: readonly string[];
  resource: string;
}

function createAttributes(
  resource: Resource,
  shortDurations: boolean,
  conflicts: (next: Readonly<Record<string, string>>, patch: Readonly<Record<string, string>>) => AttributeError | null,
): AttributeSet {
  let values = Object.fromEntries(Object.entries(resource.known).map(([key, { fallback }]) => [key, fallback]));
  let numbers = new Map<string, number>();
  const get = (key: string) => values[key] ?? "";
  return {
    get,
    seconds(key) {
      let number = numbers.get(key);
      if (number === undefined) numbers.set(key, (number = Number(get(key))));
      return number;
    },
    isOn: (key) => get(key) === "true",
    all: () => ({ ...values }),
    modify(patch) {
      for (const [key, value] of Object.entries(patch)) {
        const error = refuse(resource, key, value, shortDurations);
        if (error) return error;
      }
      const next = { ...values, ...patch };
      const error = conflicts(next, patch);
      if (error) return error;
      values = next;
      numbers = new Map();
      return null;
    },
  };
}

function refuse(
  { known, others, resource }: Resource,
  key: string,
  value: string,
  shortDurations: boolean,
): AttributeError | null {
  const attribute = Object.hasOwn(known, key) ? known[key] : undefined;
  if (!attribute) {
    const allowed = Object.keys(known).join(", ");
    const why = others.includes(key)
      ? "is an attribute of ELBv2 that this stand-in does not model"
      : `is not an attribute of ${resource} in ELBv2`;
    return { key, value, allowed, message: `"${key}" ${why}; allowed: ${allowed}` };
  }
  if (attribute.accepts(value)) return null;
  if (shortDurations && attribute.most !== undefined && /^\d+(\.\d+)?$/.test(value) && Number(value) <= attribute.most)
    return null;
  return { key, value, allowed: attribute.allowed, message: `"${key}" is "${value}"; allowed: ${attribute.allowed}` };
}

interface Conflict {
  /** Only what the attributes say together. */
  isThere: (next: Readonly<Record<string, string>>) => boolean;
  /** The settings in conflict, and what each may be while the others stay. */
  keys: readonly [key: string, allowed: string][];
}

const ALGORITHM = "load_balancing.algorithm.type";

/** Rules R1.21, R2.1, R3.10: what a target group cannot have at one time. */
const CONFLICTS: readonly Conflict[] = [
  {
    isThere: (next) => next["stickiness.enabled"] === "true" && next[ALGORITHM] === "weighted_random",
    keys: [
      [ALGORITHM, "round_robin or least_outstanding_requests, while stickiness is on"],
      ["stickiness.enabled", "false, while the algorithm is weighted_random"],
    ],
  },
  {
    isThere: (next) => Number(next["slow_start.duration_seconds"]) > 0 && next[ALGORITHM] !== "round_robin",
    keys: [
      [ALGORITHM, "round_robin, while slow start is on"],
      ["slow_start.duration_seconds", "0, while the algorithm is not round_robin"],
    ],
  },
  {
    isThere: (next) =>
      next["stickiness.enabled"] === "true" &&
      next["stickiness.type"] === "app_cookie" &&
      next["stickiness.app_cookie.cookie_name"] === "",
    keys: [
      ["stickiness.type", "lb_cookie, while stickiness.app_cookie.cookie_name is not set"],
      ["stickiness.enabled", "false, while stickiness.app_cookie.cookie_name is not set"],
    ],
  },
];

function conflict(
  next: Readonly<Record<string, string>>,
  patch: Readonly<Record<string, string>>,
): AttributeError | null {
  const found = CONFLICTS.find(({ isThere }) => isThere(next));
  if (!found) return null;
  const [key, allowed] = found.keys.find(([one]) => one in patch) ?? found.keys[0]!;
  return { key, value: next[key] ?? "", allowed, message: `"${key}" is "${next[key]}"; allowed: ${allowed}` };
}
