import http from "node:http";
import type { CheckResult } from "./health-state.ts";
import { parseMatcher, type HealthCheckSettings } from "./health-check-settings.ts";

interface Checked {
  readonly address: string;
  readonly port: number;
}

export interface HealthChecker<Target> {
  /** Checks at once and then each interval, until `stop` or `close`. */
  start(target: Target): void;
  stop(target: Target): void;
  close(): void;
}

/**
 * Rules R4.1, R4.2: each target is asked each interval, whether or not its last answer has come.
 * @param current what a target that is started now is checked with.
 */
export function createHealthChecker<Target extends Checked>(
  current: () => HealthCheckSettings,
  onResult: (target: Target, result: CheckResult) => void,
): HealthChecker<Target> {
  const running = new Map<Target, { timer: NodeJS.Timeout; requests: Set<http.ClientRequest> }>();

  function check(target: Target, requests: Set<http.ClientRequest>, settings: HealthCheckSettings): void {
    const matches = parseMatcher(settings.matcher) ?? (() => false);
    const standard = target.port === 80;
    const request = http.get({
      host: target.address,
      port: target.port,
      path: settings.path,
      agent: false,
      headers: {
        Host: standard ? target.address : `${target.address}:${target.port}`,
        "User-Agent": "ELB-HealthChecker/2.0",
        Connection: "close",
      },
    });
    requests.add(request);
    let settled = false;
    const timer = setTimeout(
      () => settle({ passed: false, reason: "Target.Timeout", description: "Request timed out" }),
      settings.timeoutSeconds * 1000,
    );
    const settle = (result: CheckResult | null) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      requests.delete(request);
      request.destroy();
      if (result && running.get(target)?.requests === requests) onResult(target, result);
    };
    request.on("response", (response) => {
      const code = response.statusCode ?? 0;
      response.resume();
      settle(
        matches(code)
          ? { passed: true }
          : {
              passed: false,
              reason: "Target.ResponseCodeMismatch",
              description: `Health checks failed with these codes: [${code}]`,
            },
      );
    });
    request.on("upgrade", (_response, socket) => socket.destroy());
    request.on("error", () =>
      settle({ passed: false, reason: "Target.FailedHealthChecks", description: "Health checks failed" }),
    );
    request.on("close", () => settle(null));
  }

  function stop(target: Target): void {
    const found = running.get(target);
    if (!found) return;
    running.delete(target);
    clearInterval(found.timer);
    for (const request of found.requests) request.destroy();
  }

  return {
    start(target) {
      stop(target);
      const requests = new Set<http.ClientRequest>();
      const settings = current();
      const timer = setInterval(() => check(target, requests, settings), settings.intervalSeconds * 1000);
      timer.unref();
      running.set(target, { timer, requests });
      check(target, requests, settings);
    },
    stop,
    close() {
      for (const target of [...running.keys()]) stop(target);
    },
  };
}
