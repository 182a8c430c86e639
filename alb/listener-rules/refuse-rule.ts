import { isIP } from "node:net";
import { cidrBlock } from "./cidr-block.ts";
import type { ListenerRule, RuleAction, RuleCondition } from "./rule.ts";
import { countWildcards } from "./wildcard-pattern.ts";

/** What a rule must fit into. */
export interface RuleSurroundings {
  protocol: "HTTP" | "HTTPS";
  /** Whether the group of this ARN or name is sticky; null when there is none. */
  isGroupSticky(group: string): boolean | null;
  /** How many the load balancer's other listeners have; none unless it says so. */
  rulesElsewhere?(): number;
}

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const ONCE = ["host-header", "path-pattern", "http-request-method", "source-ip"];
const CONTENT_TYPES = ["text/plain", "text/css", "text/html", "application/javascript", "application/json"];

/**
 * Rules R10.8 to R10.11: the limits of ELBv2's CreateRule and of *Quotas for your Application Load Balancers*. The guide's
 * "three match evaluations per condition" is not one of them: five in one condition are accepted (aws-cdk#10065).
 * @returns a sentence that names the field, its value and what is allowed; null when all is well.
 */
export function refuseRule(rule: ListenerRule, surroundings: RuleSurroundings): string | null {
  const { Priority, Conditions } = rule;
  if (!Number.isInteger(Priority) || Priority < 1 || Priority > 50_000) {
    return says("Priority", Priority, "a whole number from 1 to 50000");
  }
  if (Conditions.length === 0) return says("Conditions", "[]", "at least one condition");
  for (const condition of Conditions) {
    const refusal = refuseCondition(condition);
    if (refusal) return refusal;
  }
  const twice = ONCE.find((field) => Conditions.filter(({ Field }) => Field === field).length > 1);
  if (twice) return says("Conditions", `two of ${twice}`, `at most one of each of ${ONCE.join(", ")}`);
  const values = Conditions.reduce((sum, condition) => sum + valuesOf(condition).length, 0);
  if (values > 5) return says("Conditions", `${values} values`, "at most 5 condition values in a rule");
  const wildcards = Conditions.reduce((sum, condition) => sum + wildcardsOf(condition), 0);
  if (wildcards > 5) return says("Conditions", `${wildcards} wildcards`, "at most 5 wildcards in a rule");
  return refuseActions(rule.Actions, surroundings);
}

/** The same of a rule's or of a listener's default actions. */
export function refuseActions(actions: readonly RuleAction[], surroundings: RuleSurroundings): string | null {
  const [action] = actions;
  if (!action || actions.length > 1) {
    return says("Actions", `${actions.length} actions`, "exactly one of forward, redirect, fixed-response");
  }
  switch (action.Type) {
    case "forward":
      return refuseForward(action.ForwardConfig, surroundings);
    case "redirect":
      return refuseRedirect(action.RedirectConfig, surroundings.protocol);
    case "fixed-response": {
      const { StatusCode, ContentType, MessageBody = "" } = action.FixedResponseConfig;
      if (!/^[245]\d\d$/.test(StatusCode)) return says("StatusCode", StatusCode, "2XX, 4XX or 5XX");
      if (ContentType !== undefined && !CONTENT_TYPES.includes(ContentType)) {
        return says("ContentType", ContentType, CONTENT_TYPES.join(", "));
      }
      const bytes = Buffer.byteLength(MessageBody);
      return bytes > 1024 ? says("MessageBody", `${bytes} bytes`, "at most 1024 bytes") : null;
    }
  }
}

function refuseForward(
  { TargetGroups, TargetGroupStickinessConfig }: Extract<RuleAction, { Type: "forward" }>["ForwardConfig"],
  { isGroupSticky }: RuleSurroundings,
): string | null {
  if (TargetGroups.length < 1 || TargetGroups.length > 5) {
    return says("TargetGroups", `${TargetGroups.length} groups`, "1 to 5 target groups");
  }
  const names = TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) return says("TargetGroupArn", `${twice}, twice`, "each target group once");
  for (const { TargetGroupArn, Weight = 1 } of TargetGroups) {
    if (isGroupSticky(TargetGroupArn) === null) {
      return says("TargetGroupArn", TargetGroupArn, "the ARN or the name of a target group of this load balancer");
    }
    if (!Number.isInteger(Weight) || Weight < 0 || Weight > 999) {
      return says("Weight", Weight, "a whole number from 0 to 999");
    }
  }
  const { Enabled = false, DurationSeconds } = TargetGroupStickinessConfig ?? {};
  if (DurationSeconds === undefined ? Enabled : !isDuration(DurationSeconds)) {
    return says("DurationSeconds", DurationSeconds ?? "missing", "a whole number from 1 to 604800");
  }
  const sticky = TargetGroups.find(({ TargetGroupArn }) => isGroupSticky(TargetGroupArn));
  return sticky && TargetGroups.length > 1 && !Enabled
    ? says(
        "TargetGroupStickinessConfig.Enabled",
        false,
        `true, since target group ${sticky.TargetGroupArn} has stickiness enabled`,
      )
    : null;
}

function isDuration(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds >= 1 && seconds <= 604_800;
}

function refuseRedirect(
  {
    Protocol = "#{protocol}",
    Host,
    Port,
    Path,
    Query,
    StatusCode,
  }: Extract<RuleAction, { Type: "redirect" }>["RedirectConfig"],
  from: "HTTP" | "HTTPS",
): string | null {
  if (!["HTTP_301", "HTTP_302"].includes(StatusCode)) return says("StatusCode", StatusCode, "HTTP_301 or HTTP_302");
  if (!["HTTP", "HTTPS", "#{protocol}"].includes(Protocol)) {
    return says("Protocol", Protocol, "HTTP, HTTPS or #{protocol}");
  }
  if (from === "HTTPS" && Protocol === "HTTP") return says("Protocol", Protocol, "HTTPS, on an HTTPS listener");
  if (
    Port !== undefined &&
    Port !== "#{port}" &&
    !(/^\d{1,5}$/.test(Port) && Number(Port) >= 1 && Number(Port) <= 65_535)
  ) {
    return says("Port", Port, "1 to 65535 or #{port}");
  }
  if (Host !== undefined && (Host === "" || Host.length > 128)) return says("Host", Host, "1 to 128 characters");
  if (Path !== undefined && !/^\/.{0,127}$/.test(Path)) {
    return says("Path", Path, 'at most 128 characters that begin with "/"');
  }
  if (Query !== undefined && (Query.length > 128 || Query.startsWith("?"))) {
    return says("Query", Query, 'at most 128 characters without a leading "?"');
  }
  const isLoop =
    (Protocol === "#{protocol}" || Protocol === from) &&
    (Host ?? "#{host}") === "#{host}" &&
    (Port ?? "#{port}") === "#{port}" &&
    (Path ?? "/#{path}") === "/#{path}";
  return isLoop ? says("RedirectConfig", "the request's own URL", "another protocol, host, port or path") : null;
}

function refuseCondition(condition: RuleCondition): string | null {
  const values = valuesOf(condition);
  const { Field } = condition;
  if (values.length === 0) return says(`${Field} Values`, "[]", "at least one value");
  for (const value of values) {
    if (value === "" || value.length > 128) return says(`${Field} value`, value, "1 to 128 characters");
    const allowed = refuseValue(Field, value);
    if (allowed) return says(`${Field} value`, value, allowed);
  }
  if (condition.Field === "query-string") {
    const key = condition.QueryStringConfig.Values.find(
      ({ Key }) => Key !== undefined && (Key === "" || Key.length > 128),
    );
    if (key) return says("query-string Key", key.Key, "1 to 128 characters, or no key");
  }
  if (condition.Field !== "http-header") return null;
  const { HttpHeaderName } = condition.HttpHeaderConfig;
  if (!TOKEN.test(HttpHeaderName) || HttpHeaderName.length > 40) {
    return says("HttpHeaderName", HttpHeaderName, "1 to 40 characters of a header name, without wildcards");
  }
  return HttpHeaderName.toLowerCase() === "host"
    ? says("HttpHeaderName", HttpHeaderName, "any header but Host, which a host-header condition compares")
    : null;
}

/** What is allowed, in words, when the value is not. */
function refuseValue(field: RuleCondition["Field"], value: string): string | null {
  switch (field) {
    case "host-header":
      return /^[A-Za-z0-9.*?-]+\.[A-Za-z*?]+$/.test(value) && isIP(value) === 0
        ? null
        : "letters, digits, - . * ?, with at least one dot and only letters after the last one";
    case "path-pattern":
      return /^[A-Za-z0-9_\-.$/~"'@:+&*?]+$/.test(value) ? null : "letters, digits and _ - . $ / ~ \" ' @ : + & * ?";
    case "http-request-method":
      return /^[A-Z_-]{1,40}$/.test(value) ? null : "1 to 40 of A-Z, - and _, without wildcards";
    case "source-ip":
      return cidrBlock(value) ? null : "an IPv4 or IPv6 range, as in 192.0.2.0/24";
    case "http-header":
    case "query-string":
      return /^[\x20-\x7e]+$/.test(value) ? null : "visible ASCII characters";
  }
}

function valuesOf(condition: RuleCondition): string[] {
  switch (condition.Field) {
    case "host-header":
      return condition.HostHeaderConfig.Values;
    case "path-pattern":
      return condition.PathPatternConfig.Values;
    case "http-header":
      return condition.HttpHeaderConfig.Values;
    case "http-request-method":
      return condition.HttpRequestMethodConfig.Values;
    case "query-string":
      return condition.QueryStringConfig.Values.map(({ Value }) => Value);
    case "source-ip":
      return condition.SourceIpConfig.Values;
  }
}

function wildcardsOf(condition: RuleCondition): number {
  if (condition.Field === "query-string") {
    return condition.QueryStringConfig.Values.reduce(
      (sum, { Key = "", Value }) => sum + countWildcards(Key, true) + countWildcards(Value, true),
      0,
    );
  }
  if (condition.Field === "http-request-method" || condition.Field === "source-ip") return 0;
  return valuesOf(condition).reduce((sum, value) => sum + countWildcards(value, false), 0);
}

function says(field: string, value: unknown, allowed: string): string {
  return `${field} is ${JSON.stringify(value)}; allowed: ${allowed}`;
}
