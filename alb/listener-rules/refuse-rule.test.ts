import { describe, expect, it } from "vitest";
import { refuseRule } from "./refuse-rule.ts";
import type { ListenerRule, RuleAction, RuleCondition } from "./rule.ts";

const path = (...Values: string[]): RuleCondition => ({ Field: "path-pattern", PathPatternConfig: { Values } });
const host = (...Values: string[]): RuleCondition => ({ Field: "host-header", HostHeaderConfig: { Values } });
const header = (HttpHeaderName: string, ...Values: string[]): RuleCondition => ({
  Field: "http-header",
  HttpHeaderConfig: { HttpHeaderName, Values },
});
const method = (...Values: string[]): RuleCondition => ({
  Field: "http-request-method",
  HttpRequestMethodConfig: { Values },
});
const query = (...Values: { Key?: string; Value: string }[]): RuleCondition => ({
  Field: "query-string",
  QueryStringConfig: { Values },
});
const source = (...Values: string[]): RuleCondition => ({ Field: "source-ip", SourceIpConfig: { Values } });
const forward = (...groups: [name: string, weight?: number][]): RuleAction => ({
  Type: "forward",
  ForwardConfig: {
    TargetGroups: groups.map(([TargetGroupArn, Weight]) =>
      Weight === undefined ? { TargetGroupArn } : { TargetGroupArn, Weight },
    ),
  },
});
const sticky = (DurationSeconds?: number): RuleAction => ({
  Type: "forward",
  ForwardConfig: {
    TargetGroups: [{ TargetGroupArn: "plain" }, { TargetGroupArn: "sticky" }],
    TargetGroupStickinessConfig: { Enabled: true, ...(DurationSeconds !== undefined && { DurationSeconds }) },
  },
});
const redirect = (config: Record<string, string>): RuleAction => ({
  Type: "redirect",
  RedirectConfig: { StatusCode: "HTTP_301", ...config },
});
const fixed = (config: Record<string, string>): RuleAction => ({
  Type: "fixed-response",
  FixedResponseConfig: { StatusCode: "404", ...config },
});

const refusal = (rule: Partial<ListenerRule>, protocol: "HTTP" | "HTTPS" = "HTTP") =>
  refuseRule(
    { Priority: 1, Conditions: [path("/a")], Actions: [forward(["plain"])], ...rule },
    { protocol, isGroupSticky: (name) => (name === "plain" ? false : name === "sticky" ? true : null) },
  );

describe("what ELBv2 takes (R10.8)", () => {
  it.each<[string, Partial<ListenerRule>]>([
    ["the highest priority", { Priority: 50_000 }],
    ["five values in one condition", { Conditions: [path("/a", "/b", "/c", "/d", "/e")] }],
    ["five wildcards", { Conditions: [path("/*/?/*/?/*")] }],
    ["a value of 128 characters", { Conditions: [path(`/${"a".repeat(127)}`)] }],
    ["a host with wildcards", { Conditions: [host("*.example.c?m")] }],
    ["two conditions on headers", { Conditions: [header("X-A", "1"), header("X-B", "2")] }],
    ["two conditions on the query", { Conditions: [query({ Value: "a" }), query({ Key: "k", Value: "b" })] }],
    ["an escaped wildcard beside five", { Conditions: [query({ Value: "*?*?*\\*" })] }],
    ["a method of one's own", { Conditions: [method("M-SEARCH", "GET")] }],
    ["ranges of both versions", { Conditions: [source("192.0.2.0/24", "2001:db8::/32")] }],
    ["weights from 0 to 999", { Actions: [forward(["plain", 0], ["other-plain", 999])] }],
    ["a sticky group alone", { Actions: [forward(["sticky"])] }],
    ["a sticky group among others, with target group stickiness", { Actions: [sticky(60)] }],
    ["a redirect to HTTPS", { Actions: [redirect({ Protocol: "HTTPS", Port: "443" })] }],
    ["a fixed response without a body", { Actions: [fixed({})] }],
    [
      "a fixed response of 1024 bytes",
      { Actions: [fixed({ ContentType: "text/plain", MessageBody: "x".repeat(1024) })] },
    ],
  ])("%s", (_, rule) => {
    const whole = { Priority: 1, Conditions: [path("/a")], Actions: [forward(["plain"])], ...rule };
    expect(refuseRule(whole, { protocol: "HTTP", isGroupSticky: (name) => name === "sticky" })).toBeNull();
  });
});

describe("what ELBv2 refuses, with the field, the value and what is allowed (R10.8 to R10.11)", () => {
  it.each<[string, Partial<ListenerRule>]>([
    ["Priority is 0; allowed: a whole number", { Priority: 0 }],
    ["Priority is 50001;", { Priority: 50_001 }],
    ["Priority is 1.5;", { Priority: 1.5 }],
    ["Conditions is", { Conditions: [] }],
    ["path-pattern Values is", { Conditions: [path()] }],
    ['path-pattern value is ""', { Conditions: [path("")] }],
    ["path-pattern value is", { Conditions: [path(`/${"a".repeat(128)}`)] }],
    ['path-pattern value is "/a b"', { Conditions: [path("/a b")] }],
    ['Conditions is "two of path-pattern"', { Conditions: [path("/a"), path("/b")] }],
    ['Conditions is "two of source-ip"', { Conditions: [source("192.0.2.0/24"), source("192.0.3.0/24")] }],
    ['Conditions is "6 values"', { Conditions: [path("/a", "/b", "/c"), method("A", "B", "C")] }],
    ['Conditions is "6 wildcards"', { Conditions: [path("/*/*/*"), header("A", "***")] }],
    ['host-header value is "localhost"', { Conditions: [host("localhost")] }],
    ['host-header value is "192.0.2.1"', { Conditions: [host("192.0.2.1")] }],
    ['host-header value is "a_b.example.com"', { Conditions: [host("a_b.example.com")] }],
    ['HttpHeaderName is "Host"', { Conditions: [header("Host", "a")] }],
    ['HttpHeaderName is "X A"', { Conditions: [header("X A", "a")] }],
    ["HttpHeaderName is", { Conditions: [header("x".repeat(41), "a")] }],
    ['http-request-method value is "get"', { Conditions: [method("get")] }],
    ['http-request-method value is "G*"', { Conditions: [method("G*")] }],
    ['query-string Key is ""', { Conditions: [query({ Key: "", Value: "a" })] }],
    ['query-string value is "ü"', { Conditions: [query({ Value: "ü" })] }],
    ['source-ip value is "192.0.2.1"', { Conditions: [source("192.0.2.1")] }],
    ['Actions is "0 actions"', { Actions: [] }],
    ['Actions is "2 actions"', { Actions: [forward(["plain"]), fixed({})] }],
    ['TargetGroups is "0 groups"', { Actions: [forward()] }],
    ['TargetGroups is "6 groups"', { Actions: [forward(["1"], ["2"], ["3"], ["4"], ["5"], ["6"])] }],
    ['TargetGroupArn is "plain, twice"', { Actions: [forward(["plain"], ["plain"])] }],
    ['TargetGroupArn is "blue"', { Actions: [forward(["blue"])] }],
    ["Weight is 1000;", { Actions: [forward(["plain", 1000])] }],
    ["Weight is -1;", { Actions: [forward(["plain", -1])] }],
    ["TargetGroupStickinessConfig.Enabled is false", { Actions: [forward(["plain"], ["sticky"])] }],
    ['DurationSeconds is "missing"', { Actions: [sticky()] }],
    ["DurationSeconds is 0;", { Actions: [sticky(0)] }],
    ["DurationSeconds is 604801;", { Actions: [sticky(604_801)] }],
    ['RedirectConfig is "the request\'s own URL"', { Actions: [redirect({})] }],
    ['RedirectConfig is "the request\'s own URL"', { Actions: [redirect({ Query: "x=1" })] }],
    ['RedirectConfig is "the request\'s own URL"', { Actions: [redirect({ Protocol: "HTTP", Path: "/#{path}" })] }],
    ['StatusCode is "HTTP_307"', { Actions: [redirect({ StatusCode: "HTTP_307", Host: "a.example" })] }],
    ['Protocol is "ftp"', { Actions: [redirect({ Protocol: "ftp" })] }],
    ['Port is "0"', { Actions: [redirect({ Port: "0" })] }],
    ['Port is "65536"', { Actions: [redirect({ Port: "65536" })] }],
    ['Path is "new"', { Actions: [redirect({ Path: "new" })] }],
    ['Query is "?a"', { Actions: [redirect({ Path: "/x", Query: "?a" })] }],
    ['StatusCode is "301"', { Actions: [fixed({ StatusCode: "301" })] }],
    ['StatusCode is "99"', { Actions: [fixed({ StatusCode: "99" })] }],
    ['ContentType is "text/xml"', { Actions: [fixed({ ContentType: "text/xml" })] }],
    ['MessageBody is "1026 bytes"', { Actions: [fixed({ MessageBody: "ü".repeat(513) })] }],
  ])("%s", (begins, rule) => {
    expect(refusal(rule)).toContain("; allowed: ");
    expect(refusal(rule)!.startsWith(begins)).toBe(true);
  });

  it("a redirect from HTTPS to HTTP", () => {
    const rule = { Actions: [redirect({ Protocol: "HTTP", Port: "80" })] };
    expect(refusal(rule, "HTTPS")).toBe('Protocol is "HTTP"; allowed: HTTPS, on an HTTPS listener');
    expect(refusal(rule, "HTTP")).toBeNull();
  });
});
