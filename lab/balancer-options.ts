import type { Option } from "../machine/commands/command.ts";
import { HTTPS_OPTIONS } from "../machine/certificates/https-options.ts";
import { LAB_DEFAULTS } from "./defaults.ts";

/** What every command takes that starts a balancer with a control API. */
export const BALANCER_OPTIONS = {
  port: {
    type: "string",
    default: "8000",
    value: "N",
    says: "the balancer's listener (default 8000; 0: any free port)",
  },
  ...HTTPS_OPTIONS,
  "control-port": {
    type: "string",
    default: "8001",
    value: "N",
    says: "the control API (default 8001; 0: any free port)",
  },
  "control-host": {
    type: "string",
    value: "NAME",
    says: "one more host name by which the control API may be asked, for GET alone (Prometheus in a container)",
  },
  stickiness: {
    type: "string",
    default: LAB_DEFAULTS.stickiness ? "on" : "off",
    value: "on|off",
    says: "stickiness.enabled (default on, as in Terraform)",
  },
  "cookie-duration": {
    type: "string",
    default: String(LAB_DEFAULTS.cookieDurationSeconds),
    value: "S",
    says: `how long a stickiness cookie is good, 1 to 604800 (default ${LAB_DEFAULTS.cookieDurationSeconds})`,
  },
  algorithm: {
    type: "string",
    default: LAB_DEFAULTS.algorithm,
    value: "NAME",
    says: `round_robin, least_outstanding_requests or weighted_random (default ${LAB_DEFAULTS.algorithm})`,
  },
} as const satisfies Record<string, Option>;
