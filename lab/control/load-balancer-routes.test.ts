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
