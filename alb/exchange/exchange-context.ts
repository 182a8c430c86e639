import type { AttributeSet } from "../attributes.ts";
import type { RecordContext } from "../observe/exchange-record.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { DecideRoute } from "./route-decision.ts";
import type { TargetConnections } from "./target-connections.ts";

/** What all exchanges of a load balancer share. */
export interface ExchangeContext {
  /** The load balancer's. */
  attributes: AttributeSet;
  decide: DecideRoute;
  connections: TargetConnections;
  records: RecordContext;
  metrics: Metrics;
  now: () => number;
}
