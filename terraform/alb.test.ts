import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "@cdktf/hcl2json";
import { describe, expect, it } from "vitest";
import { INSTANCE_REPORTS } from "../lab/instance-reports.ts";
import { LAB_HEALTH_CHECK, LAB_LOAD_BALANCER_ATTRIBUTES, labTargetGroupAttributes } from "../lab/defaults.ts";

type Block = Record<string, unknown>;

interface Root {
  variable: Record<string, [{ type?: string; description?: string; default?: unknown; validation?: Block[] }]>;
  output: Record<string, [{ description?: string }]>;
  resource: Record<string, Record<string, [Block]>>;
  locals: Block[];
}

const folder = import.meta.dirname;
const files = readdirSync(folder).filter((name) => name.endsWith(".tf"));
const source = files.map((name) => readFileSync(path.join(folder, name), "utf8")).join("\n");
const root = (await parse("root.tf", source)) as unknown as Root;
const variables = Object.entries(root.variable).map(([name, [variable]]) => ({ name, ...variable }));

/** What a value is when nobody sets a variable. */
function byDefault(value: unknown): unknown {
  const [, kind, name] = /^\$\{(var|local)\.(\w+)\}$/.exec(String(value)) ?? [];
  if (kind === "var") return root.variable[name!]![0].default;
  if (kind === "local") return root.locals.find((locals) => Object.hasOwn(locals, name!))![name!];
  return value;
}

const only = (block: unknown): Block => (block as [Block])[0];
const targetGroup = only(root.resource["aws_lb_target_group"]!["app"]);
const loadBalancer = only(root.resource["aws_lb"]!["this"]);
const stickiness = only(targetGroup["stickiness"]);
const healthCheck = only(targetGroup["health_check"]);

describe("what Terraform deploys and what the local stand-in does by default", () => {
  it("have the same target group attributes", () => {
    const deployed = {
      "stickiness.enabled": stickiness["enabled"],
      "stickiness.type": stickiness["type"],
      "stickiness.lb_cookie.duration_seconds": stickiness["cookie_duration"],
      "load_balancing.algorithm.type": targetGroup["load_balancing_algorithm_type"],
      "deregistration_delay.timeout_seconds": targetGroup["deregistration_delay"],
    };
    const strings = Object.entries(deployed).map(([name, value]) => [name, String(byDefault(value))]);
    expect(Object.fromEntries(strings)).toEqual(labTargetGroupAttributes());
  });

  it("have the same load balancer attributes", () => {
    const deployed = {
      "idle_timeout.timeout_seconds": String(byDefault(loadBalancer["idle_timeout"])),
      "routing.http.drop_invalid_header_fields.enabled": String(loadBalancer["drop_invalid_header_fields"]),
    };
    expect(deployed).toEqual(LAB_LOAD_BALANCER_ATTRIBUTES);
  });

  it("have the same health check", () => {
    expect({
      path: healthCheck["path"],
      intervalSeconds: healthCheck["interval"],
      timeoutSeconds: healthCheck["timeout"],
      healthyThresholdCount: healthCheck["healthy_threshold"],
      unhealthyThresholdCount: healthCheck["unhealthy_threshold"],
      matcher: healthCheck["matcher"],
    }).toEqual(LAB_HEALTH_CHECK);
  });

  it("have the same listener rules, and the same settings of the reports' group", () => {
    const rules = root.resource["aws_lb_listener_rule"]!;
    const byPriority = (one: unknown[], other: unknown[]) => Number(one[0]) - Number(other[0]);
    const deployed = Object.values(rules).map(([rule]) => {
      const condition = only(only(rule["condition"])["path_pattern"]);
      const action = only(rule["action"]);
      const fixed = action["fixed_response"] ? only(action["fixed_response"]) : null;
      const { status_code = null, content_type = null, message_body = null } = fixed ?? {};
      return [rule["priority"], condition["values"], action["type"], [status_code, content_type, message_body]];
    });
    const local = INSTANCE_REPORTS.rules.map(({ Priority, Conditions, Actions }) => {
      const [action] = Actions;
      const fixed = "FixedResponseConfig" in action! ? action.FixedResponseConfig : null;
      const { StatusCode = null, ContentType = null, MessageBody = null } = fixed ?? {};
      return [Priority, Conditions[0]!.PathPatternConfig.Values, action!.Type, [StatusCode, ContentType, MessageBody]];
    });
    expect(deployed.sort(byPriority)).toEqual(local);
    const reports = only(root.resource["aws_lb_target_group"]!["reports"]);
    expect(only(reports["stickiness"])["enabled"]).toBe(false);
    expect(reports["health_check"]).toEqual(targetGroup["health_check"]);
    const attributes = INSTANCE_REPORTS.moreTargetGroups[0]?.attributes;
    expect(attributes?.["deregistration_delay.timeout_seconds"]).toBe(
      String(byDefault(reports["deregistration_delay"])),
    );
  });

  it("have instances that listen on port 8000", () => {
    expect(byDefault(targetGroup["port"])).toBe(8000);
  });
});

describe("the Terraform root", () => {
  it.each(variables.map(({ name }) => name))(
    "variable %s has a type, a description and, if it can be wrong, a check",
    (name) => {
      const variable = root.variable[name]![0];
      expect(variable.type).toBeTruthy();
      expect(variable.description).toMatch(/\.$/);
      const checks = variable.validation ?? [];
      expect(checks.length).toBeGreaterThanOrEqual(variable.type === "${bool}" ? 0 : 1);
      for (const { error_message: sentence } of checks) expect(sentence).toMatch(/\.$/);
    },
  );

  it.each(Object.keys(root.output))("output %s has a description", (name) => {
    expect(root.output[name]![0].description).toMatch(/\.$/);
  });

  it("has a README whose table names every variable with its default", () => {
    const readme = readFileSync(path.join(folder, "README.md"), "utf8");
    const rows = [...readme.matchAll(/^\| `(\w+)` \| (?:`(.+?)`|none) \|/gm)].map(([, name, value]) => [
      name,
      value ?? "none",
    ]);
    const defaults = variables.map(({ name, default: value }) => [
      name,
      !("default" in root.variable[name]![0])
        ? "none"
        : typeof value === "string"
          ? value
          : JSON.stringify(value ?? null),
    ]);
    expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(defaults));
  });

  it("makes no name from the time or from chance", () => {
    // Terraform's name_prefix appends the time.
    expect(source).not.toMatch(/timestamp\(|plantimestamp|uuid\(|random_|_prefix\s*=/);
  });

  it("has no key pair, no SSH and no secret", () => {
    expect(source).not.toMatch(/key_name|aws_key_pair|password\s*=|auth_token|= 22\b/);
  });
});

describe("the Logs Insights queries", () => {
  const queries = [...source.matchAll(/query = <<-EOT\n([\s\S]*?)EOT/g)].map((match) => match[1]!);
  const server = path.join(folder, "..", "server");
  const logging = readdirSync(server, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(path.join(server, name), "utf8"))
    .join("\n");

  /** What an instance writes that did not start. */
  const boot = readFileSync(path.join(folder, "user-data.sh.tftpl"), "utf8").replaceAll("\\", "");

  it("ask for messages that instances log", () => {
    const messages = queries.flatMap((query) =>
      [...query.matchAll(/msg (?:=|in) (.+)/g)].flatMap((match) => match[1]!.match(/"[^"]+"/g)!),
    );
    expect(messages.length).toBeGreaterThan(5);
    const isLogged = (message: string) =>
      new RegExp(`,\\s*${message},?\\s*\\)`).test(logging) || boot.includes(`"msg":${message}`);
    expect(messages.filter((message) => !isLogged(message))).toEqual([]);
  });

  it("ask for fields that instances log", () => {
    const language = new Set(
      "fields filter stats sort limit by as and in desc sum avg max latest count count_distinct timestamp bin 1m msg".split(
        " ",
      ),
    );
    const fields = queries.flatMap((query) => {
      const aliases = new Set([...query.matchAll(/ as (\w+)/g)].map((match) => match[1]!));
      const words = query.replaceAll(/"[^"]*"/g, "").match(/\b[a-z1]\w+\b/gi)!;
      return words.filter((word) => !language.has(word) && !aliases.has(word) && !/^\d+$/.test(word));
    });
    expect(new Set(fields)).toContain("durationMs");
    const isLogged = (field: string) => new RegExp(`[{ ]${field}[,: }]`).test(logging) || boot.includes(`"${field}":`);
    expect(fields.filter((field) => !isLogged(field))).toEqual([]);
  });
});
