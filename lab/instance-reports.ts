import type { Balancer, BalancerEvent, BalancerOptions } from "../alb/balancer.ts";
import { LAB_HEALTH_CHECK } from "./defaults.ts";

/** The target group of `GET /api/instance`. */
const REPORTS = "instance-reports";

/**
 * Pages ask `/api/instance` again and again without a cookie, on purpose. In the application's group each of these would be a
 * `NonStickyRequestCount`, the metric that shows what stickiness does. So they have a group of their own that is not sticky.
 * What an instance tells Prometheus is nobody's business out there. Terraform has the same rules and the same group.
 */
export const INSTANCE_REPORTS = {
  rules: [
    {
      Priority: 10,
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/api/instance"] } }],
      Actions: [{ Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: REPORTS }] } }],
    },
    {
      Priority: 20,
      Conditions: [{ Field: "path-pattern", PathPatternConfig: { Values: ["/metrics"] } }],
      Actions: [
        {
          Type: "fixed-response",
          FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain", MessageBody: "Not found" },
        },
      ],
    },
  ],
  moreTargetGroups: [
    {
      name: REPORTS,
      attributes: { "stickiness.enabled": "false", "deregistration_delay.timeout_seconds": "30" },
      healthCheck: LAB_HEALTH_CHECK,
    },
  ],
} satisfies Pick<BalancerOptions, "rules" | "moreTargetGroups">;

/** Keeps the targets of the reports' group, if there is one, the same as the application's, from now on. */
export function shareTargets(balancer: Balancer): void {
  if (balancer.state().targetGroups.every(({ name }) => name !== REPORTS)) return;
  const application = balancer.state().targetGroup.name;
  const isThere = (id: string) =>
    balancer.state().targetGroups.some(({ name, targets }) => name === REPORTS && targets.some((one) => one.id === id));
  balancer.events.on("event", (event: BalancerEvent) => {
    const { type, targetGroup, id } = event;
    if (targetGroup !== application || typeof id !== "string") return;
    if (type === "target-registered") {
      if (isThere(id)) balancer.removeTarget(id, REPORTS);
      balancer.registerTarget({ id, address: String(event["address"]), port: Number(event["port"]) }, REPORTS);
    } else if (type === "target-deregistered" && isThere(id)) balancer.deregisterTarget(id, REPORTS);
    else if (type === "target-health" && event["to"] === "unused" && isThere(id)) balancer.removeTarget(id, REPORTS);
  });
}
