import type { Metrics, Target, TargetGroupState } from "../../protocol/control/state.ts";

/** Of CloudWatch's metrics those that also fall. The end `_count` belongs to histograms in Prometheus. */
const GAUGES: Readonly<Record<string, string>> = {
  ActiveConnectionCount: "active_connections",
  HealthyHostCount: "healthy_hosts",
  UnHealthyHostCount: "unhealthy_hosts",
};

/**
 * The load balancer's CloudWatch metrics in Prometheus' text format: `RequestCount` of `AWS/ApplicationELB` is
 * `aws_applicationelb_request_count_total`; with the label `target_group` that group's, with `target` as well that target's.
 * And what each target of the application serves.
 */
export function metricsText(state: {
  loadBalancer: { name: string; metrics: Metrics };
  targetGroups: readonly TargetGroupState[];
  targets: readonly Target[];
  /** Null: not known. */
  splitRooms: number | null;
}): string {
  const labels = `load_balancer="${escaped(state.loadBalancer.name)}"`;
  const samples = new Map<string, [labels: string, value: number][]>();
  const add = (metrics: Metrics, of: string) => {
    for (const [name, value] of Object.entries(metrics)) {
      samples.set(name, [...(samples.get(name) ?? []), [of, value]]);
    }
  };
  // ELBv2 has these of a target group only.
  const { HealthyHostCount: _healthy, UnHealthyHostCount: _unhealthy, ...own } = state.loadBalancer.metrics;
  add(own, labels);
  for (const { name, metrics, targets } of state.targetGroups) {
    const ofGroup = `${labels},target_group="${escaped(name)}"`;
    add(metrics, ofGroup);
    for (const target of targets) add(target.metrics, `${ofGroup},target="${escaped(target.id)}"`);
  }
  const lines = [...samples].flatMap(([name, values]) => {
    const gauge = GAUGES[name];
    const metric = `aws_applicationelb_${gauge ?? `${snake(name)}_total`}`;
    return family(metric, gauge ? "gauge" : "counter", `${name} of AWS/ApplicationELB`, values);
  });
  const time = "aws_applicationelb_target_response_time_seconds";
  const times = state.targetGroups.flatMap(({ name, responseTime: { seconds, count } }) => {
    const of = `{${labels},target_group="${escaped(name)}"}`;
    return [`${time}_sum${of} ${seconds}`, `${time}_count${of} ${count}`];
  });
  const each = (value: (target: Target) => number) =>
    state.targets.map((target): [string, number] => [`${labels},target="${escaped(target.id)}"`, value(target)]);
  return [
    ...lines,
    ...family(time, "summary", "TargetResponseTime of AWS/ApplicationELB", []),
    ...times,
    ...family(
      "sticky_rooms_target_healthy",
      "gauge",
      "1: the target is healthy",
      each(({ health }) => Number(health.state === "healthy")),
    ),
    ...family(
      "sticky_rooms_target_requests_total",
      "counter",
      "Requests for which it was chosen",
      each(({ requests }) => requests),
    ),
    ...family(
      "sticky_rooms_target_websockets",
      "gauge",
      "Open WebSockets",
      each(({ connections }) => connections),
    ),
    ...(state.splitRooms === null
      ? []
      : family(
          "sticky_rooms_split_rooms",
          "gauge",
          "Room names whose people are apart: several instances that answered hold one, with different ids",
          [[labels, state.splitRooms]],
        )),
    "",
  ].join("\n");
}

/**
 * For Prometheus' `http_sd_configs`: each target that is registered, called by its id, and the balancer.
 * @param control where the one who asks reaches the control API: `host:port`.
 */
export function httpSd(targets: readonly Target[], control: string): ScrapeTarget[] {
  const instances = targets
    .filter(({ health }) => health.state !== "unused")
    .map(({ id, address, port }) => ({ targets: [`${address}:${port}`], labels: { job: "chat", instance: id } }));
  return [...instances, { targets: [control], labels: { job: "balancer", instance: "balancer" } }];
}

interface ScrapeTarget {
  targets: string[];
  labels: { job: string; instance: string };
}

function family(name: string, type: string, help: string, samples: readonly [labels: string, value: number][]) {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labels, value]) => `${name}{${labels}} ${value}`),
  ];
}

/** `HTTPCode_ELB_4XX_Count` as `httpcode_elb_4xx_count`. */
function snake(name: string): string {
  return name
    .replace("HTTPCode", "Httpcode")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
