import type http from "node:http";
import type { ConnectToTarget } from "../targets/connect-to-target.ts";
import type { Metrics } from "../observe/metrics.ts";
import type { Pins } from "../open-choices.ts";

/** What the movers share. */
export interface ExchangeContext {
  agent: http.Agent;
  connectToTarget: ConnectToTarget;
  pins: Pins;
  metrics: Metrics;
  now: () => number;
}
