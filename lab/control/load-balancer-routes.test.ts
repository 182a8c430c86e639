import { expect, it, onTestFinished } from "vitest";
import { startBalancer } from "../../alb/balancer.ts";
import { fixedState } from "../rooms/state-switch.ts";
import { startControlApi } from "./control-api.ts";

async function startApi() {
  const balancer = await startBalancer({ moreTargetGroups: [{ name: "green" }] });
  onTestFinished(balancer.close);
  const control = await startControlApi({
    port: 0,
    balancer,
    url: "http://localhost:1",
    rooms: fixedState("memory", "fixed"),
  });
  onTestFinished(control.close);
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(control.url + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return { balancer, control, call, rules: `/listeners/${balancer.port}/rules` };
}

const path = (...Values: string[]) => ({ Field: "path-pattern", PathPatternConfig: { Values } });
const gone = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "410", MessageBody: "gone" } };

it("takes a rule as describe-rules prints it, and it acts on the next request", async () => {
  const { balancer, call, rules } = await startApi();
  const printed = {
    Priority: 5,
    Conditions: [{ ...path("/old/*"), Values: ["/old/*"] }],
    Actions: [{ ...gone, Order: 1 }],
  };
  const rule = { Priority: 5, Conditions: [path("/old/*")], Actions: [gone] };
  expect(await call("POST", rules, printed)).toEqual({ status: 201, body: rule });
  expect((await fetch(`${balancer.url}/old/x`)).status).toBe(410);
  expect((await call("PATCH", `${rules}/5`, { Priority: 7, Conditions: [path("/older")] })).body).toEqual({
    ...rule,
    Priority: 7,
    Conditions: [path("/older")],
  });
  expect((await fetch(`${balancer.url}/old/x`)).status).toBe(503);
  expect(await call("DELETE", `${rules}/7`)).toEqual({ status: 200, body: { rules: [] } });
});

it("sets a listener's default action, by a group's name alone as well", async () => {
  const { balancer, call } = await startApi();
  const listener = `/listeners/${balancer.port}`;
  const forward = { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: "green" }] } };
  expect(await call("PATCH", listener, { DefaultActions: [{ Type: "forward", TargetGroupArn: "green" }] })).toEqual({
    status: 200,
    body: { DefaultActions: [forward] },
  });
  expect(balancer.state().listeners[0]!.defaultActions).toEqual([forward]);
});

it("changes health check and attributes of each target group", async () => {
  const { balancer, call } = await startApi();
  const settings = { path: "/up", matcher: "200-299" };
  expect((await call("PATCH", "/target-group", { healthCheck: settings })).body).toMatchObject({
    name: "sticky-rooms",
    healthCheck: { ...settings, intervalSeconds: 30 },
  });
  expect((await call("PATCH", "/target-groups/green", { healthCheck: { path: "/green" } })).status).toBe(200);
  expect((await call("PATCH", "/target-groups/green/attributes", { "stickiness.enabled": "true" })).status).toBe(200);
  expect(
    balancer.state().targetGroups.map((one) => [one.healthCheck.path, one.attributes["stickiness.enabled"]]),
  ).toEqual([
    ["/up", "false"],
    ["/green", "true"],
  ]);
});

it.each<[string, string, unknown, number, RegExp]>([
  [
    "PATCH",
    "/target-group",
    { healthCheck: { intervalSeconds: 4 } },
    400,
    /^healthCheck.intervalSeconds is 4; allowed: a whole number from 5/,
  ],
  ["PATCH", "/target-group", { healthCheck: { colour: "red" } }, 400, /"?colour/],
  ["PATCH", "/target-group", { healthCheck: {} }, 400, /at least one setting/],
  [
    "PATCH",
    "/target-groups/blue",
    { healthCheck: { path: "/" } },
    404,
    /^there is no target group "blue"; there are sticky-rooms, green$/,
  ],
  ["PATCH", "/target-groups/blue/attributes", { "stickiness.enabled": "true" }, 404, /no target group "blue"/],
  ["PATCH", "/target-groups/green/attributes", { "stickiness.enabled": "yes" }, 400, /allowed: true or false/],
  [
    "POST",
    "RULES",
    { Priority: 0, Conditions: [path("/a")], Actions: [gone] },
    400,
    /^Priority is 0; allowed: a whole number/,
  ],
  ["POST", "RULES", { Priority: 1, Conditions: [path()], Actions: [gone] }, 400, /^path-pattern Values is/],
  ["POST", "RULES", { Priority: 1, Conditions: [{ Field: "cookie" }], Actions: [gone] }, 400, /Field/],
  ["POST", "RULES", { Priority: 1, Conditions: [path("/a")], Actions: [{ Type: "authenticate-oidc" }] }, 400, /Type/],
  ["PATCH", "RULES/9", { Priority: 1 }, 404, /^there is no rule of priority 9; there are none$/],
  ["DELETE", "RULES/x", undefined, 404, /no rule of priority x/],
  [
    "POST",
    "/listeners/1/rules",
    { Priority: 1, Conditions: [path("/a")], Actions: [gone] },
    404,
    /^there is no listener on port 1; there are \d+$/,
  ],
])("refuses %s %s %j with %i and says what is allowed", async (method, to, body, status, message) => {
  const { balancer, call, rules } = await startApi();
  const before = balancer.state();
  const answer = await call(method, to.replace("RULES", rules), body);
  expect(answer.status).toBe(status);
  expect((answer.body as { error: { message: string } }).error.message).toMatch(message);
  expect(balancer.state()).toEqual(before);
});

it("creates target groups, registers the application's targets in them, and deletes them when no rule names them", async () => {
  const { balancer, call, rules } = await startApi();
  balancer.registerTarget({ id: "chat-1", address: "127.0.0.1", port: 9 });
  const attributes = { "stickiness.enabled": "true" };
  const created = await call("POST", "/target-groups", { name: "room-a", attributes, healthCheck: { path: "/up" } });
  expect(created).toMatchObject({
    status: 201,
    body: { name: "room-a", attributes, healthCheck: { path: "/up", intervalSeconds: 30 }, targets: [] },
  });
  expect(await call("POST", "/target-groups/room-a/targets", { id: "chat-1" })).toMatchObject({
    status: 201,
    body: { targets: [{ id: "chat-1", port: 9, health: { state: "unused", reason: "Target.NotInUse" } }] },
  });
  const Conditions = [{ Field: "query-string", QueryStringConfig: { Values: [{ Key: "room", Value: "a" }] } }];
  const Actions = [{ Type: "forward", TargetGroupArn: "room-a" }];
  expect((await call("POST", rules, { Priority: 1, Conditions, Actions })).status).toBe(201);
  expect(await call("DELETE", "/target-groups/room-a")).toMatchObject({
    status: 400,
    body: { error: { key: "target group name", allowed: "a target group that no rule names, and not the first" } },
  });
  expect((await call("DELETE", `${rules}/1`)).status).toBe(200);
  expect(await call("DELETE", "/target-groups/room-a/targets/chat-1")).toMatchObject({
    status: 200,
    body: { targets: [{ health: { state: "draining" } }] },
  });
  expect(await call("DELETE", "/target-groups/room-a")).toMatchObject({ status: 200, body: { name: "room-a" } });
  expect(balancer.state().targetGroups.map(({ name }) => name)).toEqual(["sticky-rooms", "green"]);
});

it.each([
  ["POST", "/target-groups", {}, 400, "name"],
  ["POST", "/target-groups", { name: "-a" }, 400, "target group name"],
  ["POST", "/target-groups", { name: "green" }, 400, "target group name"],
  ["POST", "/target-groups", { name: "b", attributes: { "stickiness.enabled": "on" } }, 400, "stickiness.enabled"],
  ["POST", "/target-groups", { name: "b", healthCheck: { intervalSeconds: 1 } }, 400, "healthCheck.intervalSeconds"],
  ["POST", "/target-groups", { name: "b", Port: 80 }, 400, "Port"],
  ["DELETE", "/target-groups/sticky-rooms", undefined, 400, "target group name"],
  ["POST", "/target-groups/green/targets", { id: "nobody" }, 400, "id"],
])("refuses %s %s %j and changes nothing", async (method, at, body, status, key) => {
  const { balancer, call } = await startApi();
  const before = balancer.state().targetGroups;
  expect(await call(method, at, body)).toMatchObject({ status, body: { error: { key } } });
  expect(balancer.state().targetGroups).toEqual(before);
});

it.each(["/target-groups/nothing", "/target-groups/green/targets/nobody"])("knows no %s to delete", async (at) => {
  const { call } = await startApi();
  expect(await call("DELETE", at)).toMatchObject({ status: 404 });
});
