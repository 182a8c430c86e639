import type { BalancerState } from "../../alb/balancer.ts";

/** What goes up and down; the others only up. */
const GAUGES = new Set(["ActiveConnectionCount", "HealthyHostCount", "UnHealthyHostCount"]);
/** ELBv2 has it of the load balancer only. */
const OWN = "NonStickyRequestCount";

type Labels = Readonly<Record<string, string>>;

/**
 * ELBv2's counters since the start in Prometheus's text format, one name for each: `alb_RequestCount_total`. With no label but
 * `load_balancer` it is the load balancer's; with `target_group` that group's, with `target` as well that target's.
 */
export function prometheusText({
  loadBalancer,
  targetGroups,
}: Pick<BalancerState, "loadBalancer" | "targetGroups">): string {
  const lines = new Map<string, string[]>();
  const add = (metric: string, labels: Labels, value: number) => {
    const name = `alb_${metric}${GAUGES.has(metric) ? "" : "_total"}`;
    const of = lines.get(name) ?? [
      `# HELP ${name} ${help(metric)}`,
      `# TYPE ${name} ${GAUGES.has(metric) ? "gauge" : "counter"}`,
    ];
    of.push(
      `${name}{${Object.entries(labels)
        .map(([key, text]) => `${key}="${escaped(text)}"`)
        .join(",")}} ${value}`,
    );
    lines.set(name, of);
  };

  const own = { load_balancer: loadBalancer.name };
  for (const [metric, value] of Object.entries(loadBalancer.metrics)) {
    // ELBv2 has these of a target group only.
    if (metric !== "HealthyHostCount" && metric !== "UnHealthyHostCount") add(metric, own, value);
  }
  for (const group of targetGroups) {
    const ofGroup = { ...own, target_group: group.name };
    for (const [metric, value] of Object.entries(group.metrics)) add(metric, ofGroup, value);
    for (const target of group.targets) {
      for (const [metric, value] of Object.entries(target.metrics)) {
        add(metric, { ...ofGroup, target: target.id }, value);
      }
    }
  }
  const time = "alb_TargetResponseTime_seconds";
  const summary = [
    `# HELP ${time} ${help("TargetResponseTime")}`,
    `# TYPE ${time} summary`,
    ...targetGroups.flatMap((group) => [
      `${time}_sum{load_balancer="${escaped(loadBalancer.name)}",target_group="${group.name}"} ${group.responseTime.seconds}`,
      `${time}_count{load_balancer="${escaped(loadBalancer.name)}",target_group="${group.name}"} ${group.responseTime.count}`,
    ]),
  ];
  return `${[...lines.values(), summary].flat().join("\n")}\n`;
}

function help(metric: string): string {
  return metric === OWN
    ? `${metric} of AWS/ApplicationELB; of a target group or a target it is the stand-in's own.`
    : `${metric} of AWS/ApplicationELB, since the start.`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
