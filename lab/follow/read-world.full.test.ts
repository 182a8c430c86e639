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
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { missingTools } from "./emulator/missing-tools.ts";
import { createWorldReader } from "./read-world.ts";
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
    const { Instances } = await ec2.send(
      new RunInstancesCommand({ ImageId: "ami-12c6146b", MinCount: count, MaxCount: count, SubnetId: subnets[0] }),
    );
    const instances = Instances!.map(({ InstanceId, PrivateDnsName }) => ({ id: InstanceId!, name: PrivateDnsName! }));
    await elb.send(
      new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: instances.map(({ id }) => ({ Id: id })) }),
    );
    return { arn, instances };
  }

  it("finds the only load balancer, its target group and the instances' private DNS names", async () => {
    const { arn, instances } = await build("chat", 2);
    const world = await reader().read();
    expect(world).toMatchObject({
      loadBalancer: { name: "chat" },
      targetGroup: { name: "chat", arn, healthCheck: { path: "/health", intervalSeconds: 5, matcher: "200" } },
      listeners: ["HTTP:80 forward"],
      rules: [{ at: "HTTP:80, priority 30", does: "path-pattern /old/* → fixed-response" }],
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
