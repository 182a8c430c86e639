import { isIP } from "node:net";
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
  type Action,
  type Listener,
  type LoadBalancer,
} from "@aws-sdk/client-elastic-load-balancing-v2";

/** A load balancer and what stands behind it, as an ELBv2 and EC2 API describes them. */
export interface World {
  loadBalancer: { name: string; arn: string; attributes: Record<string, string> };
  /**
   * The application's: of those that were read first, the first that a default action forwards to, else the first that a rule
   * does. It stays that one while it is described: weights may change, and with them the order.
   */
  targetGroup: DescribedGroup;
  /** The others that a listener names. */
  moreTargetGroups: DescribedGroup[];
  listeners: DescribedListener[];
  /** Those that run and are a target of any of the groups, and targets by address. */
  instances: { id: string; name: string }[];
}

export interface DescribedGroup {
  name: string;
  arn: string;
  attributes: Record<string, string>;
  healthCheck: HealthCheck;
  /** Those that do not drain; of instances those that run. */
  targets: DescribedTarget[];
}

export interface DescribedTarget {
  /** An instance's, or an IP address. */
  id: string;
  /** An instance's private DNS name; else the id. */
  name: string;
  address: string;
  port: number;
}

export interface DescribedListener {
  protocol: string;
  port: number;
  /** ELBv2's JSON, as it came. */
  defaultActions: unknown[];
  /** All but the default. */
  rules: { priority: number; conditions: unknown[]; actions: unknown[]; transforms: unknown[] }[];
}

export interface HealthCheck {
  path: string;
  intervalSeconds: number;
  timeoutSeconds: number;
  healthyThresholdCount: number;
  unhealthyThresholdCount: number;
  matcher: string;
}

/** The API answers, but not with one load balancer that forwards to a target group. */
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

  let application: string | null = null;

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
    const listeners = await Promise.all(Listeners.map(describeListener));
    const all = [
      ...listeners.flatMap(({ defaultActions }) => defaultActions),
      ...listeners.flatMap(({ rules }) => rules.flatMap(({ actions }) => actions)),
    ] as Action[];
    const arns = [...new Set(all.flatMap(forwardedTo))];
    if (arns.length === 0) {
      throw new WorldError(`load balancer "${balancer.LoadBalancerName}" forwards to no target group`);
    }
    const [attributes, groups] = await Promise.all([
      elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: balancer.LoadBalancerArn }), untilClosed),
      describeGroups(arns),
    ]);
    const targetGroup = groups.find(({ name }) => name === application) ?? groups[0]!;
    application ??= targetGroup.name;
    const moreTargetGroups = groups.filter((group) => group !== targetGroup);
    return {
      loadBalancer: {
        name: balancer.LoadBalancerName,
        arn: balancer.LoadBalancerArn,
        attributes: record(attributes.Attributes),
      },
      targetGroup,
      moreTargetGroups,
      listeners,
      instances: instancesOf(groups),
    };
  }

  async function describeListener({
    ListenerArn,
    Protocol,
    Port,
    DefaultActions,
  }: Listener): Promise<DescribedListener> {
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }), untilClosed);
    return {
      protocol: Protocol ?? "",
      port: Port ?? 0,
      defaultActions: DefaultActions ?? [],
      rules: Rules.filter(({ IsDefault, Priority }) => !IsDefault && Priority !== "default").map((rule) => ({
        priority: Number(rule.Priority),
        conditions: rule.Conditions ?? [],
        actions: rule.Actions ?? [],
        transforms: (rule as { Transforms?: unknown[] }).Transforms ?? [],
      })),
    };
  }

  /** In the order of `arns`. */
  async function describeGroups(arns: string[]): Promise<DescribedGroup[]> {
    const { TargetGroups = [] } = await elb.send(
      new DescribeTargetGroupsCommand({ TargetGroupArns: arns }),
      untilClosed,
    );
    const registered = await Promise.all(
      arns.map(async (arn) => {
        const asked = new DescribeTargetHealthCommand({ TargetGroupArn: arn });
        const { TargetHealthDescriptions = [] } = await elb.send(asked, untilClosed);
        return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State !== "draining").map(
          ({ Target }) => ({ id: Target?.Id ?? "", port: Target?.Port }),
        );
      }),
    );
    const instances = registered.flat().some(({ id }) => isIP(id) === 0) ? await runningInstances() : new Map();
    return Promise.all(
      arns.map(async (arn, index) => {
        const group = TargetGroups.find(({ TargetGroupArn }) => TargetGroupArn === arn);
        const { Attributes } = await elb.send(
          new DescribeTargetGroupAttributesCommand({ TargetGroupArn: arn }),
          untilClosed,
        );
        const targets = registered[index]!.flatMap(({ id, port = group?.Port ?? 80 }) => {
          if (isIP(id) > 0) return [{ id, name: id, address: id, port }];
          const instance = instances.get(id);
          return instance ? [{ id, port, ...instance }] : [];
        });
        return {
          name: group?.TargetGroupName ?? "",
          arn,
          attributes: record(Attributes),
          healthCheck: {
            path: group?.HealthCheckPath ?? "/",
            intervalSeconds: group?.HealthCheckIntervalSeconds ?? 30,
            timeoutSeconds: group?.HealthCheckTimeoutSeconds ?? 5,
            healthyThresholdCount: group?.HealthyThresholdCount ?? 5,
            unhealthyThresholdCount: group?.UnhealthyThresholdCount ?? 2,
            matcher: group?.Matcher?.HttpCode ?? "200",
          },
          targets: targets.sort((a, b) => (a.name < b.name ? -1 : 1)),
        };
      }),
    );
  }

  /** The emulator goes on listing targets whose instances were terminated, so EC2 is asked which ones run. */
  async function runningInstances(): Promise<Map<string, { name: string; address: string }>> {
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({ Filters: [{ Name: "instance-state-name", Values: ["running"] }] }),
      untilClosed,
    );
    const running = Reservations.flatMap(({ Instances = [] }) => Instances);
    return new Map(
      running.map(({ InstanceId = "", PrivateDnsName, PrivateIpAddress = "" }) => [
        InstanceId,
        { name: PrivateDnsName || InstanceId, address: PrivateIpAddress },
      ]),
    );
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

/** Each once, by its name. */
function instancesOf(groups: readonly DescribedGroup[]): World["instances"] {
  const byName = new Map(groups.flatMap(({ targets }) => targets.map(({ id, name }) => [name, id] as const)));
  return [...byName].map(([name, id]) => ({ id, name })).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function forwardedTo({ Type, TargetGroupArn, ForwardConfig }: Action): string[] {
  if (Type !== "forward") return [];
  return [TargetGroupArn, ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn)].filter(
    (arn) => arn !== undefined,
  );
}

function record(attributes: { Key?: string | undefined; Value?: string | undefined }[] = []): Record<string, string> {
  return Object.fromEntries(attributes.map(({ Key = "", Value = "" }) => [Key, Value]));
}
