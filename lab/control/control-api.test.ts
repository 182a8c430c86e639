import { expect, it, onTestFinished } from "vitest";
import { startBalancer } from "../../alb/balancer.ts";
import { fixedState } from "../rooms/state-switch.ts";
import { startControlApi } from "./control-api.ts";

async function startApi() {
  const balancer = await startBalancer();
  onTestFinished(balancer.close);
  const control = await startControlApi({
    port: 0,
    balancer,
    url: "http://localhost:1",
    rooms: fixedState("memory", "fixed"),
  });
  onTestFinished(control.close);
  const call = async (method: string, path: string) => {
    const response = await fetch(control.url + path, { method });
    return { status: response.status, body: await response.json() };
  };
  return { control, call };
}

it("refuses what nobody can do here, though no obstacle says so", async () => {
  const { control, call } = await startApi();
  control.attach({ list: () => [], view: () => expect.fail(), deregister: () => {} });
  for (const [path, action] of [
    ["/targets", "add"],
    ["/targets/a/kill", "kill"],
  ]) {
    expect(await call("POST", path!)).toEqual({
      status: 409,
      body: { error: { message: `${action} is not possible here` } },
    });
  }
});
