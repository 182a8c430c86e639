import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "@cdktf/hcl2json";
import { expect, it } from "vitest";

interface Statement {
  Sid: string;
  Action: string[];
  Resource: string | string[];
}

/** What the provider calls first to make a resource of each type that a plan of this root can hold. */
const CREATES: Readonly<Record<string, string[]>> = {
  aws_acm_certificate: ["acm:RequestCertificate"],
  aws_acm_certificate_validation: ["acm:DescribeCertificate"],
  aws_autoscaling_group: ["autoscaling:CreateAutoScalingGroup", "iam:PassRole", "ec2:RunInstances"],
  aws_cloudwatch_dashboard: ["cloudwatch:PutDashboard"],
  aws_cloudwatch_log_group: ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
  aws_cloudwatch_log_metric_filter: ["logs:PutMetricFilter"],
  aws_cloudwatch_metric_alarm: ["cloudwatch:PutMetricAlarm"],
  aws_default_security_group: ["ec2:RevokeSecurityGroupIngress", "ec2:RevokeSecurityGroupEgress"],
  aws_ecr_lifecycle_policy: ["ecr:PutLifecyclePolicy"],
  aws_ecr_repository: ["ecr:CreateRepository"],
  aws_elasticache_parameter_group: ["elasticache:CreateCacheParameterGroup", "elasticache:ModifyCacheParameterGroup"],
  aws_elasticache_replication_group: ["elasticache:CreateReplicationGroup"],
  aws_elasticache_subnet_group: ["elasticache:CreateCacheSubnetGroup"],
  aws_flow_log: ["ec2:CreateFlowLogs", "iam:PassRole"],
  aws_iam_instance_profile: ["iam:CreateInstanceProfile", "iam:AddRoleToInstanceProfile"],
  aws_iam_role: ["iam:CreateRole"],
  aws_iam_role_policy: ["iam:PutRolePolicy"],
  aws_internet_gateway: ["ec2:CreateInternetGateway", "ec2:AttachInternetGateway"],
  aws_launch_template: ["ec2:CreateLaunchTemplate", "ec2:CreateLaunchTemplateVersion", "ssm:GetParameters"],
  aws_lb: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:ModifyLoadBalancerAttributes"],
  aws_lb_listener: ["elasticloadbalancing:CreateListener"],
  aws_lb_listener_rule: ["elasticloadbalancing:CreateRule"],
  aws_lb_target_group: ["elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes"],
  aws_route53_record: ["route53:ChangeResourceRecordSets", "route53:GetChange"],
  aws_route_table: ["ec2:CreateRouteTable", "ec2:CreateRoute"],
  aws_route_table_association: ["ec2:AssociateRouteTable"],
  aws_s3_bucket: ["s3:CreateBucket", "s3:ListBucket"],
  aws_s3_bucket_lifecycle_configuration: ["s3:PutLifecycleConfiguration"],
  aws_s3_bucket_policy: ["s3:PutBucketPolicy"],
  aws_s3_bucket_public_access_block: ["s3:PutBucketPublicAccessBlock"],
  aws_s3_bucket_server_side_encryption_configuration: ["s3:PutEncryptionConfiguration"],
  aws_security_group: ["ec2:CreateSecurityGroup", "ec2:RevokeSecurityGroupEgress"],
  aws_sns_topic: ["sns:CreateTopic", "sns:SetTopicAttributes"],
  aws_sns_topic_policy: ["sns:SetTopicAttributes"],
  aws_sns_topic_subscription: ["sns:Subscribe"],
  aws_subnet: ["ec2:CreateSubnet"],
  aws_vpc: ["ec2:CreateVpc"],
  aws_vpc_security_group_egress_rule: ["ec2:AuthorizeSecurityGroupEgress"],
  aws_vpc_security_group_ingress_rule: ["ec2:AuthorizeSecurityGroupIngress"],
  aws_wafv2_web_acl_association: ["wafv2:AssociateWebACL", "elasticloadbalancing:SetWebACL"],
};

const folder = import.meta.dirname;
const { Statement: statements } = JSON.parse(readFileSync(path.join(folder, "deployer-policy.json"), "utf8")) as {
  Statement: Statement[];
};
const source = readdirSync(folder)
  .filter((name) => name.endsWith(".tf"))
  .map((name) => readFileSync(path.join(folder, name), "utf8"))
  .join("\n");
const types = Object.keys(((await parse("root.tf", source)) as { resource: object }).resource).sort();
const allowed = statements.flatMap(({ Action }) => Action);
const isAllowed = (action: string) =>
  allowed.some((one) => one === action || (one.endsWith("*") && action.startsWith(one.slice(0, -1))));

it("knows each type of resource that the root makes, and no other", () => {
  expect(types).toEqual(Object.keys(CREATES).sort());
});

it.each(types)("%s may be made", (type) => {
  expect(CREATES[type]!.filter((action) => !isAllowed(action))).toEqual([]);
});

it("allows no service that nothing here needs, and everything of none", () => {
  const needed = new Set(Object.values(CREATES).flatMap((actions) => actions.map((action) => action.split(":")[0]!)));
  const services = new Set(allowed.map((action) => action.split(":")[0]!));
  services.delete("sts");
  expect([...services].filter((service) => !needed.has(service))).toEqual([]);
  expect(allowed.filter((action) => action.endsWith(":*"))).toEqual([]);
});

it("touches buckets, roles, topics and repositories of this name only, and hands roles to two services", () => {
  for (const prefix of ["s3:", "iam:", "sns:", "ecr:"]) {
    const broad = statements.filter(
      ({ Action, Resource }) =>
        Resource === "*" &&
        Action.some((action) => action.startsWith(prefix) && !/:(?:Describe|List|Get)/.test(action)),
    );
    expect(broad.map(({ Sid }) => Sid)).toEqual([]);
  }
  expect(statements.find(({ Action }) => Action.includes("iam:PassRole"))).toMatchObject({
    Condition: { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "vpc-flow-logs.amazonaws.com"] } },
  });
});
