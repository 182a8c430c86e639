import { readFileSync } from "node:fs";
import { z } from "zod";
import type { BalancerOptions } from "../../alb/balancer.ts";
import { parseTarget } from "../../alb/targets/parse-target.ts";
import { BadRequestError, readBody } from "../../lab/control/read-body.ts";
import { UserError } from "../../machine/user-error.ts";
import { ListenerPatch, ListenerRule } from "../../protocol/control/listener-rules.ts";

const Port = z.int().min(0).max(65_535);
const Attributes = z.record(z.string(), z.string());

/** Under ELBv2's names, as its CLI prints and takes them; a target group is named by its name. */
const ConfigFile = z.strictObject({
  LoadBalancerAttributes: Attributes.exactOptional(),
  Listeners: z
    .array(
      z.strictObject({
        Protocol: z.literal("HTTP").exactOptional(),
        Port,
        DefaultActions: ListenerPatch.shape.DefaultActions.exactOptional(),
        Rules: z.array(ListenerRule).exactOptional(),
      }),
    )
    .min(1),
  TargetGroups: z
    .array(
      z.strictObject({
        TargetGroupName: z.string(),
        TargetGroupAttributes: Attributes.exactOptional(),
        HealthCheckPath: z.string().exactOptional(),
        HealthCheckIntervalSeconds: z.number().exactOptional(),
        HealthCheckTimeoutSeconds: z.number().exactOptional(),
        HealthyThresholdCount: z.number().exactOptional(),
        UnhealthyThresholdCount: z.number().exactOptional(),
        Matcher: z.strictObject({ HttpCode: z.string() }).exactOptional(),
        /** Host and port, as no target of this machine has an ID of its own. */
        Targets: z.array(z.strictObject({ Id: z.string(), Port })).exactOptional(),
      }),
    )
    .min(1),
});

type Group = z.infer<typeof ConfigFile>["TargetGroups"][number];

/** What `alb --config FILE` starts with. */
export interface AlbConfig {
  balancer: BalancerOptions;
  /** By target group. The first group's may be none: then a command's copies are. */
  targets: { targetGroup: string; id: string; address: string; port: number }[];
}

/** @throws {UserError} one sentence: the file, the first field that is wrong, its value and what is allowed. */
export function readConfigFile(file: string): AlbConfig {
  const fail = (why: string): never => {
    throw new UserError(`--config "${file}": ${why}`);
  };
  const { LoadBalancerAttributes, Listeners, TargetGroups } = parse(file, fail);
  const [listener, ...moreListeners] = Listeners.map(({ Port: port, DefaultActions, Rules }) => ({
    port,
    ...(DefaultActions && { defaultActions: DefaultActions }),
    ...(Rules && { rules: Rules }),
  }));
  const ports = Listeners.map(({ Port: port }) => port).filter((port) => port !== 0);
  const twice = ports.find((port, index) => ports.indexOf(port) < index);
  if (twice !== undefined) fail(`"Listeners" has port ${twice} twice; allowed: one listener for each port`);
  const [first, ...moreTargetGroups] = TargetGroups.map(groupOf);
  const targets = TargetGroups.flatMap(({ TargetGroupName, Targets = [] }) =>
    Targets.map(({ Id, Port: port }) => {
      const target = parseTarget(`${Id}:${port}`);
      if (typeof target === "string") return fail(`"TargetGroups.${TargetGroupName}.Targets": ${target}`);
      return { ...target, targetGroup: TargetGroupName };
    }),
  );
  return {
    balancer: {
      ...listener!,
      moreListeners,
      ...(LoadBalancerAttributes && { loadBalancerAttributes: LoadBalancerAttributes }),
      name: first!.name,
      targetGroupAttributes: first!.attributes,
      healthCheck: first!.healthCheck,
      moreTargetGroups,
    },
    targets,
  };
}

function parse(file: string, fail: (why: string) => never): z.infer<typeof ConfigFile> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return fail(`it cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return fail(`it is not JSON: ${(error as Error).message}`);
  }
  try {
    return readBody(ConfigFile, json);
  } catch (error) {
    if (error instanceof BadRequestError) return fail(error.message);
    throw error;
  }
}

function groupOf(group: Group) {
  return {
    name: group.TargetGroupName,
    attributes: group.TargetGroupAttributes ?? {},
    healthCheck: {
      path: group.HealthCheckPath ?? "/",
      matcher: group.Matcher?.HttpCode ?? "200-399",
      intervalSeconds: group.HealthCheckIntervalSeconds ?? 5,
      timeoutSeconds: group.HealthCheckTimeoutSeconds ?? 2,
      healthyThresholdCount: group.HealthyThresholdCount ?? 2,
      unhealthyThresholdCount: group.UnhealthyThresholdCount ?? 2,
    },
  };
}
