import { mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeregisterTargetsCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startBalancer } from "../../alb/balancer.ts";
import { missingTools } from "./emulator/missing-tools.ts";
import { openRegisteredTargets } from "./follow-registered-targets.ts";
import { createWorldReader } from "./read-world.ts";
import { routingOf } from "./routing.ts";
import { startMoto, type Moto } from "./emulator/start-moto.ts";

const missing = missingTools(["moto_server"]).join();

describe.skipIf(missing)(`createWorldReader${missing ? ` (skipped, missing: ${missing})` : ""}`, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sticky-rooms-world-"));
  let moto: Moto;
  let elb: ElasticLoadBalancingV2Client;
  let ec2: EC2Client;

  beforeAll(async () => {
    moto = await startMoto({ cwd: folder });
    const client = {
      endpoint: moto.url,
      region: "us-east-1",
      credentials: { accessKeyId: "emulator", secretAccessKey: "emulator" },
    };
    elb = new ElasticLoadBalancingV2Client(client);
    ec2 = new EC2Client(client);
  });
  afterAll(async () => {
    elb?.destroy();
    ec2?.destroy();
    await moto?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function reader(loadBalancer?: string) {
    const created = createWorldReader({ url: moto.url, region: "us-east-1", loadBalancer });
    onTestFinished(created.close);
    return created;
  }

  /** A load balancer that forwards to `count` instances. */
  async function build(name: string, count: number) {
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.42.0.0/16" }));
    const subnets = await Promise.all(
      ["us-east-1a", "us-east-1b"].map(async (AvailabilityZone, index) => {
        const subnet = { VpcId: Vpc!.VpcId, CidrBlock: `10.42.${index}.0/24`, AvailabilityZone };
        return (await ec2.send(new CreateSubnetCommand(subnet))).Subnet!.SubnetId!;
      }),
    );
    const { LoadBalancers } = await elb.send(new CreateLoadBalancerCommand({ Name: name, Subnets: subnets }));
    const { TargetGroups } = await elb.send(
      new CreateTargetGroupCommand({
        Name: name,
        Protocol: "HTTP",
        Port: 8000,
        VpcId: Vpc!.VpcId,
        HealthCheckPath: "/health",
        HealthCheckIntervalSeconds: 5,
      }),
    );
    const arn = TargetGroups![0]!.TargetGroupArn!;
    const loadBalancer = LoadBalancers![0]!.LoadBalancerArn!;
    onTestFinished(async () => {
      await fetch(`${moto.url}/moto-api/reset`, { method: "POST" });
    });
    const { Listeners } = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancer,
        Protocol: "HTTP",
        Port: 80,
        DefaultActions: [{ Type: "forward", TargetGroupArn: arn }],
      }),
    );
    await elb.send(
      new CreateRuleCommand({
        ListenerArn: Listeners![0]!.ListenerArn,
        Priority: 30,
        Conditions: [{ Field: "path-pattern", Values: ["/old/*"] }],
        Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "410" } }],
      }),
    );
    const run = { ImageId: "ami-12c6146b", MinCount: count, MaxCount: count, SubnetId: subnets[0] };
    const { Instances = [] } = count === 0 ? {} : await ec2.send(new RunInstancesCommand(run));
    const instances = Instances.map(({ InstanceId, PrivateDnsName }) => ({ id: InstanceId!, name: PrivateDnsName! }));
    await elb.send(
      new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: instances.map(({ id }) => ({ Id: id })) }),
    );
    return { arn, instances, loadBalancer, listener: Listeners![0]!.ListenerArn!, vpc: Vpc!.VpcId! };
  }

  /** A target group of a server on this machine that says its name. */
  async function registerServer(name: string, vpc: string) {
    const server = createServer((_request, response) => response.end(name)).listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const settings = { Name: name, Protocol: "HTTP", Port: port, VpcId: vpc, TargetType: "ip" } as const;
    const { TargetGroups } = await elb.send(new CreateTargetGroupCommand(settings));
    const arn = TargetGroups![0]!.TargetGroupArn!;
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: [{ Id: "127.0.0.1", Port: port }] }));
    return { arn, port };
  }

  it("is the data plane that it lacks: rules, weights and groups lead to the registered targets, and follow", async () => {
    const { loadBalancer, listener, vpc } = await build("chat", 0);
    const [blue, green] = [await registerServer("blue", vpc), await registerServer("green", vpc)];
    const weights = async (ofBlue: number, ofGreen: number) => {
      const TargetGroups = [
        { TargetGroupArn: blue.arn, Weight: ofBlue },
        { TargetGroupArn: green.arn, Weight: ofGreen },
      ].sort((one, other) => other.Weight - one.Weight);
      const DefaultActions = [{ Type: "forward", ForwardConfig: { TargetGroups } }] as const;
      await elb.send(new ModifyListenerCommand({ ListenerArn: listener, DefaultActions: [...DefaultActions] }));
    };
    await weights(1, 0);
    const said: string[] = [];
    const asked = { url: moto.url, region: "us-east-1", say: (line: string) => void said.push(line) };
    const targets = await openRegisteredTargets(asked);
    onTestFinished(targets.close);
    const balancer = await startBalancer({ ...targets.balancer, healthCheck: { matcher: "200-399" } });
    onTestFinished(balancer.close);
    await targets.start(balancer);
    const served = async (path = "/") => (await fetch(balancer.url + path)).text();
    await expect.poll(() => served(), { timeout: 20_000 }).toBe("blue");
    expect((await fetch(`${balancer.url}/old/page`)).status).toBe(410);
    expect(balancer.state().targetGroup.healthCheck).toMatchObject({ intervalSeconds: 30, matcher: "200" });
    await weights(0, 1);
    await expect.poll(() => served(), { timeout: 20_000 }).toBe("green");
    // Each is what it was, though the other one comes first now: who is stuck to one of them stays there.
    expect(balancer.state().targetGroups.map(({ name, targets: [target] }) => [name, target?.port])).toEqual([
      ["blue", blue.port],
      ["green", green.port],
    ]);
    const Targets = [{ Id: "127.0.0.1", Port: green.port }];
    await elb.send(new DeregisterTargetsCommand({ TargetGroupArn: green.arn, Targets }));
    await expect.poll(() => served(), { timeout: 20_000 }).toContain("503 Service Temporarily Unavailable");
    expect(said).toContain("default action of HTTP:80: forward");
    const created = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: loadBalancer,
        Protocol: "HTTP",
        Port: 8080,
        DefaultActions: [{ Type: "forward", TargetGroupArn: blue.arn }],
      }),
    );
    const opened = () => said.map((line) => /^listener HTTP:8080 is at (\S+)$/.exec(line)?.[1]).find(Boolean);
    await expect.poll(opened, { timeout: 20_000 }).toBeDefined();
    await expect.poll(async () => (await fetch(opened()!)).text(), { timeout: 20_000 }).toBe("blue");
    await elb.send(new DeleteListenerCommand({ ListenerArn: created.Listeners![0]!.ListenerArn }));
    await expect.poll(() => said, { timeout: 20_000 }).toContain("listener HTTP:8080 is gone");
    expect(said).toContain(`draining 127.0.0.1:${green.port} of green`);
  });

  it("finds the only load balancer, its target group and the instances' private DNS names", async () => {
    const { arn, instances } = await build("chat", 2);
    const world = await reader().read();
    expect(world).toMatchObject({
      loadBalancer: { name: "chat" },
      targetGroup: { name: "chat", arn, healthCheck: { path: "/health", intervalSeconds: 5, matcher: "200" } },
      moreTargetGroups: [],
      listeners: [{ protocol: "HTTP", port: 80, rules: [{ priority: 30 }] }],
    });
    expect(routingOf(world, new Map([["HTTP:80", 8000]]), "chat")).toMatchObject({
      notPlayed: [],
      listeners: [
        {
          port: 8000,
          defaultActions: [{ Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: "chat" }] } }],
          rules: [
            {
              Priority: 30,
              Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/old/*"] } }],
              Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "410" } }],
            },
          ],
        },
      ],
    });
    expect(world.instances).toEqual(instances.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    expect(world.instances[0]!.name).toMatch(/^ip-10-42-0-\d+\.ec2\.internal$/);
  });

  it("sees an attribute as soon as it is modified", async () => {
    const { arn } = await build("chat", 1);
    const { read } = reader();
    for (const value of ["true", "false", "banana"]) {
      const Attributes = [{ Key: "stickiness.enabled", Value: value }];
      await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes }));
      expect((await read()).targetGroup.attributes["stickiness.enabled"]).toBe(value);
    }
  });

  it("leaves out an instance that was terminated, though the emulator goes on listing it", async () => {
    const { instances } = await build("chat", 2);
    const [gone, stays] = instances;
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [gone!.id] }));
    expect((await reader().read()).instances).toEqual([stays]);
  });

  it("finds instances that are in another target group only", async () => {
    const { arn, instances, listener, vpc } = await build("chat", 2);
    const { arn: green } = await registerServer("green", vpc);
    const [moved, stays] = instances;
    await elb.send(new DeregisterTargetsCommand({ TargetGroupArn: arn, Targets: [{ Id: moved!.id }] }));
    await elb.send(new RegisterTargetsCommand({ TargetGroupArn: green, Targets: [{ Id: moved!.id }] }));
    const Conditions = [{ Field: "path-pattern", Values: ["/green/*"] }];
    const Actions = [{ Type: "forward", TargetGroupArn: green }] as const;
    await elb.send(new CreateRuleCommand({ ListenerArn: listener, Priority: 40, Conditions, Actions: [...Actions] }));
    const { instances: found } = await reader().read();
    expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(["127.0.0.1", moved!.id, stays!.id]));
    expect(found).toHaveLength(3);
  });

  it("needs to be told which load balancer, when there are two", async () => {
    await build("chat", 1);
    const { arn } = await build("other", 1);
    await expect(reader().read()).rejects.toThrow(
      /has several load balancers: chat, other; choose one with --load-balancer/,
    );
    expect((await reader("other").read()).targetGroup.arn).toBe(arn);
  });

  it("says what there is instead of what was asked for", async () => {
    await expect(reader().read()).rejects.toThrow(/has no load balancer$/);
    await build("chat", 1);
    await expect(reader("chta").read()).rejects.toThrow(/has no load balancer "chta", only chat/);
  });
});

describe("createWorldReader, when the API is not there", () => {
  function reader(url: string) {
    const created = createWorldReader({ url, region: "us-east-1" });
    onTestFinished(created.close);
    return created;
  }

  /** An API that takes requests and never answers. */
  async function startSilent(): Promise<string> {
    const server = createServer(() => {}).listen(0, "127.0.0.1");
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await once(server, "listening");
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it("says that nobody listens", async () => {
    await expect(reader("http://127.0.0.1:9").read()).rejects.toThrow(/ECONNREFUSED/);
  });

  it("says that it gets no answer", async () => {
    await expect(reader(await startSilent()).read()).rejects.toThrow(/timeout|timed out/i);
  });

  it("does not wait for an answer once it is closed", async () => {
    const { read, close } = reader(await startSilent());
    const reading = read();
    setImmediate(close);
    await expect(reading).rejects.toThrow(/abort/i);
  });
});
