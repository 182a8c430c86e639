import type http from "node:http";
import type { ConnectToTarget } from "./connect-to-target.ts";
import type { Metrics } from "./metrics.ts";
import type { Pins } from "./pins.ts";

/** What the movers share. */
export interface ExchangeContext {
  agent: http.Agent;
  connectToTarget: ConnectToTarget;
  pins: Pins;
  metrics: Metrics;
  now: () => number;
}
