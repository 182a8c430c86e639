import { describe, expect, it } from "vitest";
import { createLoadBalancerAttributes, createTargetGroupAttributes } from "./attributes.ts";

const RESOURCES = { "target group": createTargetGroupAttributes, "load balancer": createLoadBalancerAttributes };
const fresh = (resource: keyof typeof RESOURCES, short = false) => RESOURCES[resource](short);

describe("the attributes of ELBv2", () => {
  it("of a new target group are AWS's defaults (R1.1, R1.2, R2.1, R3.2, R3.10, R4.6, R5.1)", () => {
    expect(fresh("target group").all()).toEqual({
      "stickiness.enabled": "false",
      "stickiness.type": "lb_cookie",
      "stickiness.lb_cookie.duration_seconds": "86400",
      "stickiness.app_cookie.cookie_name": "",
      "stickiness.app_cookie.duration_seconds": "86400",
      "slow_start.duration_seconds": "0",
      "load_balancing.algorithm.type": "round_robin",
      "deregistration_delay.timeout_seconds": "300",
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count": "1",
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage": "off",
    });
  });

  it("of a new load balancer are AWS's defaults (R6.4, R6.6, R7.1, R7.4, R7.5)", () => {
    expect(fresh("load balancer").all()).toEqual({
      "idle_timeout.timeout_seconds": "60",
      "client_keep_alive.seconds": "3600",
      "routing.http.xff_header_processing.mode": "append",
      "routing.http2.enabled": "true",
      "routing.http.xff_client_port.enabled": "false",
      "routing.http.preserve_host_header.enabled": "false",
      "routing.http.desync_mitigation_mode": "defensive",
      "routing.http.drop_invalid_header_fields.enabled": "false",
    });
  });

  it.each<[keyof typeof RESOURCES, string, string[], string[]]>([
    ["target group", "stickiness.enabled", ["true", "false"], ["yes", "TRUE", "", "1"]],
    ["target group", "stickiness.type", ["lb_cookie", "app_cookie"], ["source_ip", ""]],
    [
      "target group",
      "stickiness.app_cookie.cookie_name",
      ["io", "JSESSIONID"],
      ["AWSALB", "AWSALBAPP", "AWSALBTG-mine", "a b", "a=b", ""],
    ],
    ["target group", "stickiness.app_cookie.duration_seconds", ["1", "604800"], ["0", "604801"]],
    ["target group", "slow_start.duration_seconds", ["0", "30", "900"], ["29", "901", "1", ""]],
    ["target group", "stickiness.lb_cookie.duration_seconds", ["1", "604800"], ["0", "604801", "-1", "1.5", "1e3", ""]],
    ["target group", "load_balancing.algorithm.type", ["round_robin", "least_outstanding_requests"], ["random"]],
    ["target group", "deregistration_delay.timeout_seconds", ["0", "3600"], ["3601", "0x10", " 1"]],
    [
      "target group",
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count",
      ["1", "1000"],
      ["0", "off", "1001"],
    ],
    [
      "target group",
      "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage",
      ["off", "1", "100"],
      ["0", "101"],
    ],
    ["load balancer", "idle_timeout.timeout_seconds", ["1", "4000"], ["0", "4001"]],
    ["load balancer", "client_keep_alive.seconds", ["60", "604800"], ["59", "604801"]],
    ["load balancer", "routing.http2.enabled", ["true", "false"], ["on", ""]],
    ["load balancer", "routing.http.xff_header_processing.mode", ["append", "preserve", "remove"], ["drop"]],
    ["load balancer", "routing.http.preserve_host_header.enabled", ["true"], ["on"]],
  ])("of a %s: %s takes %j and refuses %j with a sentence", (resource, key, good, bad) => {
    const attributes = fresh(resource);
    for (const value of good) {
      expect(attributes.modify({ [key]: value })).toBeNull();
      expect(attributes.get(key)).toBe(value);
    }
    const kept = attributes.all();
    for (const value of bad) {
      const error = attributes.modify({ [key]: value });
      expect(error).toMatchObject({ key, value });
      expect(error?.message).toBe(`"${key}" is "${value}"; allowed: ${error?.allowed}`);
    }
    expect(attributes.all()).toEqual(kept);
  });

  it("are changed all together or not at all", () => {
    const attributes = fresh("target group");
    const patch = { "stickiness.enabled": "true", "deregistration_delay.timeout_seconds": "9999" };
    expect(attributes.modify(patch)).toMatchObject({ key: "deregistration_delay.timeout_seconds" });
    expect(attributes.isOn("stickiness.enabled")).toBe(false);
  });

  it("may be fractions and below the minimum in tests, but never above the maximum or negative", () => {
    const attributes = fresh("load balancer", true);
    expect(attributes.modify({ "idle_timeout.timeout_seconds": "0.25" })).toBeNull();
    expect(attributes.seconds("idle_timeout.timeout_seconds")).toBe(0.25);
    for (const value of ["4001", "-1", "abc", "1e9"]) {
      expect(attributes.modify({ "idle_timeout.timeout_seconds": value })).not.toBeNull();
    }
  });

  it.each<[keyof typeof RESOURCES, string]>([
    ["target group", "load_balancing.algorithm.anomaly_mitigation"],
    ["target group", "load_balancing.cross_zone.enabled"],
    ["load balancer", "access_logs.s3.enabled"],
    ["load balancer", "zonal_shift.config.enabled"],
  ])("of a %s: %s is real but not modelled, and the refusal says so", (resource, key) => {
    expect(fresh(resource).modify({ [key]: "true" })?.message).toContain("does not model");
  });

  it.each<[keyof typeof RESOURCES, string]>([
    ["target group", "stickiness.colour"],
    ["target group", "idle_timeout.timeout_seconds"],
    ["target group", "slow_start"],
    ["target group", "deregistration_delay.connection_termination.enabled"],
    ["load balancer", "stickiness.enabled"],
    ["load balancer", "slow_start.duration_seconds"],
    ["load balancer", "__proto__.polluted"],
    ["load balancer", "toString"],
  ])("of a %s: there is no %s, and the refusal says so", (resource, key) => {
    expect(fresh(resource).modify({ [key]: "true" })?.message).toContain("is not an attribute of");
  });

  const random = { "load_balancing.algorithm.type": "weighted_random" };
  const least = { "load_balancing.algorithm.type": "least_outstanding_requests" };
  const sticky = { "stickiness.enabled": "true" };
  const slow = { "slow_start.duration_seconds": "30" };
  const byApplication = { "stickiness.type": "app_cookie" };

  it.each<[string, Record<string, string>, Record<string, string>, string]>([
    ["stickiness, then weighted_random (R1.21)", sticky, random, "load_balancing.algorithm.type"],
    ["weighted_random, then stickiness (R1.21)", random, sticky, "stickiness.enabled"],
    ["stickiness and weighted_random (R1.21)", {}, { ...sticky, ...random }, "load_balancing.algorithm.type"],
    ["slow start, then weighted_random (R3.10)", slow, random, "load_balancing.algorithm.type"],
    ["slow start, then least outstanding requests (R3.10)", slow, least, "load_balancing.algorithm.type"],
    ["least outstanding requests, then slow start (R3.10)", least, slow, "slow_start.duration_seconds"],
    ["an application cookie without a name (R2.1)", sticky, byApplication, "stickiness.type"],
    ["stickiness by a cookie without a name (R2.1)", byApplication, sticky, "stickiness.enabled"],
  ])("exclude each other: %s", (_, before, patch, key) => {
    const attributes = fresh("target group");
    expect(attributes.modify(before)).toBeNull();
    const kept = attributes.all();
    const error = attributes.modify(patch);
    expect(error).toMatchObject({ key, value: patch[key] });
    expect(error?.message).toBe(`"${key}" is "${patch[key]}"; allowed: ${error?.allowed}`);
    expect(attributes.all()).toEqual(kept);
  });

  it("take stickiness by an application cookie together with its name (R2.1)", () => {
    const patch = { ...sticky, ...byApplication, "stickiness.app_cookie.cookie_name": "io" };
    expect(fresh("target group").modify(patch)).toBeNull();
  });
});
