/** Rule R9.3: the metrics of `AWS/ApplicationELB` that have the dimension of a target group, as far as they are counted here. */
const TARGET_GROUP_NAMES = [
  "RequestCount",
  "HTTPCode_Target_2XX_Count",
  "HTTPCode_Target_3XX_Count",
  "HTTPCode_Target_4XX_Count",
  "HTTPCode_Target_5XX_Count",
  "TargetConnectionErrorCount",
  "UnhealthyRoutingRequestCount",
  // Not ELBv2's: there it has the dimension of the load balancer only.
  "NonStickyRequestCount",
] as const;

/** Rule R9.3: the metrics of `AWS/ApplicationELB` that this stand-in counts, since its start. */
const NAMES = [
  "ActiveConnectionCount",
  "NewConnectionCount",
  "RejectedConnectionCount",
  "ClientTLSNegotiationErrorCount",
  "RequestCount",
  "ProcessedBytes",
  "NonStickyRequestCount",
  "AppCookieNonStickinessCount",
  "RuleEvaluations",
  "HTTP_Fixed_Response_Count",
  "HTTP_Redirect_Count",
  "HTTP_Redirect_Url_Limit_Exceeded_Count",
  "HTTPCode_ELB_3XX_Count",
  "HTTPCode_ELB_4XX_Count",
  "HTTPCode_ELB_5XX_Count",
  "HTTPCode_ELB_500_Count",
  "HTTPCode_ELB_502_Count",
  "HTTPCode_ELB_503_Count",
  "HTTPCode_ELB_504_Count",
  "HTTPCode_Target_2XX_Count",
  "HTTPCode_Target_3XX_Count",
  "HTTPCode_Target_4XX_Count",
  "HTTPCode_Target_5XX_Count",
  "TargetConnectionErrorCount",
  "HealthyHostCount",
  "UnHealthyHostCount",
  "UnhealthyRoutingRequestCount",
  "DesyncMitigationMode_NonCompliant_Request_Count",
  "DroppedInvalidHeaderRequestCount",
  "ForwardedInvalidHeaderRequestCount",
] as const;

export type MetricName = (typeof NAMES)[number];

/** By the first digit of a status. */
const TARGET_CLASSES: Readonly<Record<number, MetricName & TargetGroupMetricName>> = {
  2: "HTTPCode_Target_2XX_Count",
  3: "HTTPCode_Target_3XX_Count",
  4: "HTTPCode_Target_4XX_Count",
  5: "HTTPCode_Target_5XX_Count",
};

export function createMetrics() {
  const counts = Object.fromEntries(NAMES.map((name) => [name, 0])) as Record<MetricName, number>;
  return {
    counts,
    elbResponse(status: number): void {
      if (status >= 500) counts.HTTPCode_ELB_5XX_Count += 1;
      else if (status >= 400) counts.HTTPCode_ELB_4XX_Count += 1;
      else if (status >= 300) counts.HTTPCode_ELB_3XX_Count += 1;
      const exact = `HTTPCode_ELB_${status}_Count`;
      if (exact in counts) counts[exact as MetricName] += 1;
    },
    /** A 101 fits none of the classes. */
    targetResponse(status: number): void {
      const name = TARGET_CLASSES[Math.floor(status / 100)];
      if (name) counts[name] += 1;
    },
    all: () => ({ ...counts }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

export type TargetGroupMetricName = (typeof TARGET_GROUP_NAMES)[number];

/** `TargetResponseTime`: its sum in seconds, and of how many answers. */
export interface ResponseTime {
  seconds: number;
  count: number;
}

/** The same of one target group, or of one of its targets. */
export function createTargetGroupMetrics() {
  const counts = Object.fromEntries(TARGET_GROUP_NAMES.map((name) => [name, 0])) as Record<
    TargetGroupMetricName,
    number
  >;
  const responseTime: ResponseTime = { seconds: 0, count: 0 };
  return {
    counts,
    targetResponse(status: number, seconds: number): void {
      responseTime.seconds += seconds;
      responseTime.count += 1;
      const name = TARGET_CLASSES[Math.floor(status / 100)];
      if (name) counts[name] += 1;
    },
    all: () => ({ ...counts }),
    responseTime: (): ResponseTime => ({ ...responseTime }),
  };
}

export type TargetGroupMetrics = ReturnType<typeof createTargetGroupMetrics>;
