import { LegendDisplayMode, LegendPlacement, VizLegendOptionsBuilder } from "@grafana/grafana-foundation-sdk/common";
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  RowBuilder,
  type Dashboard,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

interface Chart {
  title: string;
  /** A sentence that is true under all settings. */
  says: string;
  unit: string;
  /** Legend and query. */
  queries: readonly (readonly [legend: string, expr: string])[];
}

/** Without those of pages asking instances, which are never sticky. */
const APPLICATION = `target_group!="",target_group!~".*-reports",target=""`;
const perSecond = (metric: string, selector = "") => `rate(${metric}{${selector}}[$__rate_interval])`;
const quantile = (q: number, metric: string, by: string) =>
  `histogram_quantile(${q}, sum by (${by}) (rate(${metric}_bucket[$__rate_interval])))`;

/** What the dashboard shows, row by row; the test asks a real Prometheus each of these queries. */
export const CHARTS: Readonly<Record<string, readonly Chart[]>> = {
  People: [
    {
      title: "Open connections",
      says: "Clients in the chat, by instance. With stickiness a new instance gets new people only.",
      unit: "short",
      queries: [["{{instance}}", "chat_open_connections"]],
    },
    {
      title: "Connections that ended: how long they lasted",
      says: "Half of those that ended were shorter than the lower line.",
      unit: "s",
      queries: [
        ["half", quantile(0.5, "chat_connection_duration_seconds", "le")],
        ["95 %", quantile(0.95, "chat_connection_duration_seconds", "le")],
      ],
    },
    {
      title: "Rooms whose people are apart",
      says: "Room names that several instances hold with different ids, and with people in each: split.",
      unit: "short",
      queries: [["split", "sticky_rooms_split_rooms"]],
    },
  ],
  Messages: [
    {
      title: "Messages in",
      says: "Accepted, by the instance that accepted them.",
      unit: "ops",
      queries: [
        [
          "{{instance}}",
          `sum by (instance) (${perSecond("chat_requests_total", 'event="message:send",outcome="ok"')})`,
        ],
      ],
    },
    {
      title: "Messages out",
      says: "Sockets to which a message was written, by instance: a message to ten people is ten.",
      unit: "ops",
      queries: [["{{instance}}", `sum by (instance) (${perSecond("chat_deliveries_total", 'event="message:sent"')})`]],
    },
    {
      title: "Time to the acknowledgement, 95 %",
      says: "From a request's arrival at its instance to its answer.",
      unit: "s",
      queries: [["{{event}}", quantile(0.95, "chat_acknowledgement_seconds", "le, event")]],
    },
  ],
  Errors: [
    {
      title: "Session ID unknown",
      says: "A request of a session that this instance does not hold: polling without stickiness, or after a restart.",
      unit: "ops",
      queries: [["{{instance}}", `sum by (instance) (${perSecond("chat_engine_errors_total", 'code="1"')})`]],
    },
    {
      title: "Requests by outcome",
      says: "What people asked of the chat. Anything but ok says why it was refused.",
      unit: "ops",
      queries: [["{{outcome}}", `sum by (outcome) (${perSecond("chat_requests_total")})`]],
    },
    {
      title: "Answers with 4xx and 5xx",
      says: "Of the targets, and of the balancer itself.",
      unit: "ops",
      queries: [
        ["targets 4xx", `sum(${perSecond("aws_applicationelb_httpcode_target_4xx_count_total", 'target_group=""')})`],
        ["targets 5xx", `sum(${perSecond("aws_applicationelb_httpcode_target_5xx_count_total", 'target_group=""')})`],
        ["balancer 4xx", `sum(${perSecond("aws_applicationelb_httpcode_elb_4xx_count_total")})`],
        ["balancer 5xx", `sum(${perSecond("aws_applicationelb_httpcode_elb_5xx_count_total")})`],
      ],
    },
  ],
  "The balancer": [
    {
      title: "Requests with and without a usable cookie",
      says: "NonStickyRequestCount is counted only while stickiness is on; while it is off all requests count as sticky here.",
      unit: "ops",
      queries: [
        [
          "sticky",
          `sum(${perSecond("aws_applicationelb_request_count_total", APPLICATION)}) - sum(${perSecond("aws_applicationelb_non_sticky_request_count_total", APPLICATION)})`,
        ],
        ["non-sticky", `sum(${perSecond("aws_applicationelb_non_sticky_request_count_total", APPLICATION)})`],
      ],
    },
    {
      title: "Healthy hosts",
      says: "Of the application's target group.",
      unit: "short",
      queries: [
        ["healthy", `sum(aws_applicationelb_healthy_hosts{${APPLICATION}})`],
        ["unhealthy", `sum(aws_applicationelb_unhealthy_hosts{${APPLICATION}})`],
      ],
    },
    {
      title: "Requests by target",
      says: "For which request each target was chosen. An open WebSocket is one request.",
      unit: "ops",
      queries: [["{{target}}", `sum by (target) (${perSecond("sticky_rooms_target_requests_total")})`]],
    },
  ],
};

const COLUMNS = 24;
const HEIGHT = 8;

/** For a Grafana with any Prometheus: which one is a variable of the dashboard. */
export function buildDashboard(): Dashboard {
  const dashboard = new DashboardBuilder("Sticky Rooms")
    .uid("sticky-rooms")
    .tags(["sticky-rooms"])
    .refresh("5s")
    .time({ from: "now-15m", to: "now" })
    .withVariable(new DatasourceVariableBuilder("source").label("Prometheus").type("prometheus"));
  for (const [row, charts] of Object.entries(CHARTS)) {
    dashboard.withRow(new RowBuilder(row));
    for (const { title, says, unit, queries } of charts) {
      const panel = new PanelBuilder()
        .title(title)
        .description(says)
        .unit(unit)
        .min(0)
        .span(COLUMNS / charts.length)
        .height(HEIGHT)
        .legend(
          new VizLegendOptionsBuilder()
            .showLegend(true)
            .displayMode(LegendDisplayMode.List)
            .placement(LegendPlacement.Bottom),
        )
        .datasource({ type: "prometheus", uid: "${source}" });
      for (const [legend, expr] of queries) panel.withTarget(new DataqueryBuilder().expr(expr).legendFormat(legend));
      dashboard.withPanel(panel);
    }
  }
  return dashboard.build();
}
