import type http from "node:http";
import type { ConnectToTarget } from "./connect-to-target.ts";
import type { Metrics } from "./metrics.ts";
import type { Pins } from "./pins.ts";
import type { ExchangeRecord } from "./exchange-record.ts";
import type { Route } from "./router.ts";

/** What the movers share. */
export interface ExchangeContext {
  agent: http.Agent;
  connectToTarget: ConnectToTarget;
  pins: Pins;
  metrics: Metrics;
}

/** A request for which a target was chosen. */
export interface RoutedRequest extends Route {
  /** Method, path and headers as the target gets them. */
  method: string;
  path: string;
  headers: string[];
  record: ExchangeRecord;
  /** Answers the client in place of the target; to be called once, before anything was answered. */
  refuse(status: number, reason: string): void;
}
