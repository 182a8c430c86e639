import { createHash } from "node:crypto";

/** The names that a load balancer goes by in headers and log lines. */
export interface ElbIdentity {
  name: string;
  /** What stands for `Host` when an HTTP/1.0 client names none. */
  dnsName: string;
  /** `app/<name>/<id>` */
  loadBalancer: string;
  targetGroupArn: (targetGroup: string) => string;
}

export function elbIdentity(name: string): ElbIdentity {
  const id = (of: string, named: string) => createHash("sha256").update(`${of}\n${named}`).digest("hex").slice(0, 16);
  return {
    name,
    dnsName: `${name}.elb.localhost`,
    loadBalancer: `app/${name}/${id("load balancer", name)}`,
    targetGroupArn: (targetGroup) =>
      `arn:aws:elasticloadbalancing:local:000000000000:targetgroup/${targetGroup}/${id("target group", targetGroup)}`,
  };
}
