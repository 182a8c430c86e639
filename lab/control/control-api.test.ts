import { expect, it, onTestFinished } from "vitest";
import { startBalancer } from "../../alb/balancer.ts";
import { makeCertificate } from "../../machine/certificates/make-certificate.ts";
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
  const call = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
    const response = await fetch(control.url + path, { method, headers, ...(body !== undefined && { body }) });
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

it("may be driven by the page of every listener, by HTTPS too, and by no other", async () => {
  const certificate = await makeCertificate();
  const balancer = await startBalancer({ moreListeners: [{ tls: { certificates: [certificate] } }] });
  onTestFinished(() => balancer.close());
  const control = await startControlApi({
    port: 0,
    balancer,
    url: balancer.url,
    rooms: fixedState("memory", "none"),
  });
  onTestFinished(() => control.close());
  const [http, https] = balancer.state().listeners.map(({ port }) => port);
  const ask = (origin: string) =>
    fetch(`${control.url}/state`, { headers: { Origin: origin } }).then((one) => one.status);
  for (const host of ["localhost", "127.0.0.1"]) {
    expect(await ask(`http://${host}:${http}`)).toBe(200);
    expect(await ask(`https://${host}:${https}`)).toBe(200);
    expect(await ask(`http://${host}:${https}`)).toBe(403);
    expect(await ask(`https://${host}:${http}`)).toBe(403);
  }
});

it.each([
  ["nested lists", `${"[".repeat(7_000)}${"]".repeat(7_000)}`],
  ["a long text", JSON.stringify("x".repeat(14_000))],
])("refuses %s with a sentence that does not repeat them", async (_what, value) => {
  const { call } = await startApi();
  for (const [method, path, key] of [
    ["PATCH", "/target-group/attributes", "stickiness.enabled"],
    ["PATCH", "/lab", "state"],
  ]) {
    const { status, body } = await call(method!, path!, `{"${key}":${value}}`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { key, allowed: expect.any(String) as string } });
    expect(JSON.stringify(body).length).toBeLessThan(1_000);
  }
});

it("says nosniff with every answer, a refusal too", async () => {
  const { control } = await startApi();
  for (const [path, headers] of [
    ["/state", {}],
    ["/none", {}],
    ["/state", { Origin: "http://evil.example" }],
  ] as const) {
    const answer = await fetch(control.url + path, { headers });
    await answer.arrayBuffer();
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  }
});

it("tells a page elsewhere nothing, and keeps no stream for it", async () => {
  const { call } = await startApi();
  const strange: Record<string, string>[] = [{ "Sec-Fetch-Site": "cross-site" }, { Origin: "http://evil.example" }];
  for (const headers of strange) {
    for (const path of ["/events", "/state"]) {
      expect(await call("GET", path, undefined, headers)).toMatchObject({ status: 403 });
    }
  }
});
