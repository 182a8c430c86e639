import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type Listener,
  type LoadBalancer,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { ruleText } from "./rule-text.ts";

/** A load balancer and what stands behind it, as an ELBv2 and EC2 API describes them. */
export interface World {
  loadBalancer: { name: string; arn: string; attributes: Record<string, string> };
  targetGroup: {
    name: string;
    arn: string;
    attributes: Record<string, string>;
    healthCheck: HealthCheck;
  };
  /** Like "HTTP:80 forward" and "HTTP:80 redirect to HTTPS:443". */
  listeners: string[];
  /** Those of all listeners but their default actions. */
  rules: DescribedRule[];
  /** Registered in the target group and running; the name is the private DNS name. */
  instances: { id: string; name: string }[];
}

/** Where it is, like "HTTP:80, priority 10", and what it does. */
export interface DescribedRule {
  at: string;
  does: string;
}

export interface HealthCheck {
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThresholdCount: number;
  unhealthyThresholdCount: number;
  matcher: string;
}

/** The API answers, but not with one load balancer that forwards to one target group of instances. */
export class WorldError extends Error {
  override name = "WorldError";
}

/** The API answers that there is no such load balancer: nobody could reach the site any more. */
export class GoneError extends WorldError {
  override name = "GoneError";
}

export interface WorldReaderOptions {
  /** Of the API. */
  url: string;
  region: string;
  /** Which load balancer, if there are several. */
  loadBalancer?: string | undefined;
}

export interface WorldReader {
  read(): Promise<World>;
  /** A read that is under way rejects. */
  close(): void;
}

/** Reads what an emulator describes, with made-up credentials: nobody's own ones are sent anywhere. */
export function createWorldReader({ url, region, loadBalancer }: WorldReaderOptions): WorldReader {
  // Its versions are pinned (package.json), so that its advice about coming ones helps nobody here.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const options = {
    endpoint: url,
    region,
    credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
    // Who polls asks again anyway.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  };
  const elb = new ElasticLoadBalancingV2Client(options);
  const ec2 = new EC2Client(options);
  const closing = new AbortController();
  const untilClosed = { abortSignal: closing.signal };

  async function findLoadBalancer(): Promise<LoadBalancer & { LoadBalancerArn: string; LoadBalancerName: string }> {
    const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}), untilClosed);
    const names = LoadBalancers.map((one) => one.LoadBalancerName);
    const found = loadBalancer ? LoadBalancers.filter((one) => one.LoadBalancerName === loadBalancer) : LoadBalancers;
    const [only] = found;
    if (found.length === 1 && only?.LoadBalancerArn && only.LoadBalancerName) return only as never;
    if (found.length > 1)
      throw new WorldError(`${url} has several load balancers: ${names.join(", ")}; choose one with --load-balancer`);
    const which = loadBalancer ? `load balancer "${loadBalancer}"` : "load balancer";
    throw new GoneError(`${url} has no ${which}${names.length > 0 ? `, only ${names.join(", ")}` : ""}`);
  }

  async function read(): Promise<World> {
    const balancer = await findLoadBalancer();
    const { Listeners = [] } = await elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: balancer.LoadBalancerArn }),
      untilClosed,
    );
    const groups = new Set(Listeners.flatMap(forwardedTo));
    const [arn] = groups;
    if (groups.size !== 1 || !arn) {
      throw new WorldError(
        `load balancer "${balancer.LoadBalancerName}" forwards to ${groups.size} target groups, not to one`,
      );
    }
    const [described, groupAttributes, balancerAttributes, health] = await Promise.all([
      elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }), untilClosed),
      elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }), untilClosed),
      elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: balancer.LoadBalancerArn }), untilClosed),
      elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }), untilClosed),
    ]);
    const group = described.TargetGroups?.[0];
    const registered = (health.TargetHealthDescriptions ?? [])
      .filter(({ TargetHealth }) => TargetHealth?.State !== "draining")
      .map(({ Target }) => Target?.Id)
      .filter((id) => id !== undefined);
    return {
      loadBalancer: {
        name: balancer.LoadBalancerName,
        arn: balancer.LoadBalancerArn,
        attributes: record(balancerAttributes.Attributes),
      },
      targetGroup: {
        name: group?.TargetGroupName ?? "",
        arn,
        attributes: record(groupAttributes.Attributes),
        healthCheck: {
          path: group?.HealthCheckPath ?? "/",
          intervalSeconds: group?.HealthCheckIntervalSeconds ?? 30,
          timeoutSeconds: group?.HealthCheckTimeoutSeconds ?? 5,
          healthyThresholdCount: group?.HealthyThresholdCount ?? 5,
          unhealthyThresholdCount: group?.UnhealthyThresholdCount ?? 2,
          matcher: group?.Matcher?.HttpCode ?? "200",
        },
      },
      listeners: Listeners.map(listenerText),
      rules: (await Promise.all(Listeners.map(rulesOf))).flat(),
      instances: await runningInstances(new Set(registered)),
    };
  }

  async function rulesOf({ ListenerArn, Protocol, Port }: Listener): Promise<DescribedRule[]> {
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }), untilClosed);
    return Rules.filter(({ IsDefault, Priority }) => !IsDefault && Priority !== "default").map((rule) => ({
      at: `${Protocol}:${Port}, priority ${rule.Priority}`,
      does: ruleText(rule),
    }));
  }

  /** The emulator goes on listing targets whose instances were terminated, so EC2 is asked which ones run. */
  async function runningInstances(registered: Set<string>): Promise<World["instances"]> {
    if (registered.size === 0) return [];
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: "instance-state-name", Values: ["running"] }] }),
      untilClosed,
    );
    return Reservations.flatMap(({ Instances = [] }) => Instances)
      .map(({ InstanceId, PrivateDnsName }) => ({ id: InstanceId ?? "", name: PrivateDnsName || InstanceId || "" }))
      .filter(({ id }) => registered.has(id))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  return {
    read,
    close: () => {
      closing.abort();
      elb.destroy();
      ec2.destroy();
    },
  };
}

function forwardedTo({ DefaultActions = [] }: Listener): string[] {
  return DefaultActions.filter((action) => action.Type === "forward").flatMap((action) =>
    [action.TargetGroupArn, ...(action.ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn)].filter(
      (arn) => arn !== undefined,
    ),
  );
}

function listenerText({ Protocol, Port, DefaultActions: [action] = [] }: Listener): string {
  const to = action?.RedirectConfig ? ` to ${action.RedirectConfig.Protocol}:${action.RedirectConfig.Port}` : "";
  return `${Protocol}:${Port} ${action?.Type}${to}`;
}

function record(attributes: { Key?: string | undefined; Value?: string | undefined }[] = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ Key = "", Value = "" }) => [Key, Value]));
}
