import { expect, it } from "vitest";
import type { Target } from "../../protocol/control/state.ts";
import { splitRooms } from "./count-split-rooms.ts";
import { httpSd, metricsText } from "./prometheus.ts";

const target = (id: string, state: Target["health"]["state"]): Target => ({
  id,
  address: "127.0.0.1",
  port: 3001,
  health: { state, reason: null, description: null },
  connections: 2,
  requestsInFlight: 0,
  requests: 7,
  process: null,
});

it("tells CloudWatch's metrics in Prometheus' words", () => {
  const text = metricsText({
    loadBalancer: { name: 'a"b', metrics: { RequestCount: 12, HTTPCode_ELB_4XX_Count: 1, ActiveConnectionCount: 3 } },
    targetGroups: [
      {
        name: "blue",
        arn: "arn",
        attributes: {},
        healthCheck: {
          path: "/",
          intervalSeconds: 5,
          timeoutSeconds: 2,
          healthyThresholdCount: 2,
          unhealthyThresholdCount: 2,
          matcher: "200",
        },
        targets: [
          { ...target("chat-1", "healthy"), metrics: { RequestCount: 5 }, responseTime: { seconds: 1, count: 5 } },
        ],
        metrics: { RequestCount: 9, UnHealthyHostCount: 1 },
        responseTime: { seconds: 1.5, count: 9 },
      },
    ],
    targets: [target("chat-1", "healthy"), target("chat-2", "draining")],
    splitRooms: 2,
  });
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      "# HELP aws_applicationelb_request_count_total RequestCount of AWS/ApplicationELB",
      "# TYPE aws_applicationelb_request_count_total counter",
      String.raw`aws_applicationelb_request_count_total{load_balancer="a\"b"} 12`,
      String.raw`aws_applicationelb_httpcode_elb_4xx_count_total{load_balancer="a\"b"} 1`,
      String.raw`aws_applicationelb_request_count_total{load_balancer="a\"b",target_group="blue"} 9`,
      String.raw`aws_applicationelb_request_count_total{load_balancer="a\"b",target_group="blue",target="chat-1"} 5`,
      String.raw`aws_applicationelb_unhealthy_hosts{load_balancer="a\"b",target_group="blue"} 1`,
      String.raw`aws_applicationelb_target_response_time_seconds_sum{load_balancer="a\"b",target_group="blue"} 1.5`,
      "# TYPE aws_applicationelb_active_connections gauge",
      String.raw`sticky_rooms_target_healthy{load_balancer="a\"b",target="chat-1"} 1`,
      String.raw`sticky_rooms_target_healthy{load_balancer="a\"b",target="chat-2"} 0`,
      String.raw`sticky_rooms_split_rooms{load_balancer="a\"b"} 2`,
      String.raw`sticky_rooms_target_requests_total{load_balancer="a\"b",target="chat-1"} 7`,
    ]),
  );
  expect(text.endsWith("\n")).toBe(true);
});

it("tells Prometheus where the targets are", () => {
  expect(httpSd([target("chat-1", "healthy"), target("chat-2", "unused")], "127.0.0.1:8001")).toEqual([
    { targets: ["127.0.0.1:3001"], labels: { job: "chat", instance: "chat-1" } },
    { targets: ["127.0.0.1:8001"], labels: { job: "balancer", instance: "balancer" } },
  ]);
});

it("counts rooms whose people are apart", () => {
  const room = (name: string, id: string, people: number) => ({
    room: name,
    id,
    members: Array.from({ length: people }, (_, index) => ({ id: `m${index}`, name: `p${index}` })),
    messageIds: [],
    messageCount: 0,
    digest: "",
    lastMessage: null,
  });
  const one = { rooms: [room("lobby", "a", 1), room("shared", "s", 1), room("left", "l", 1), room("alone", "x", 2)] };
  const two = { rooms: [room("lobby", "b", 2), room("shared", "s", 1), room("left", "m", 0)] };
  expect(splitRooms([one, two])).toBe(1);
  expect(splitRooms([one])).toBe(0);
});
