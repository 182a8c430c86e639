import { expect, it } from "vitest";
import { jar } from "../fixtures/cookies.ts";
import { startBalancerFor, type Lab } from "../fixtures/start-balancer-for.ts";
import { startTarget } from "../fixtures/start-target.ts";

// What AWS leaves open and this stand-in decides. Pins that belong to one rule alone are held by that rule's own tests.

const sticky = { "stickiness.enabled": "true" };
const pair = () => Promise.all([startTarget("a"), startTarget("b")]);
const value = (lab: Lab, id: string) => lab.balancer.issueStickinessCookies(id)!.AWSALB;

it("pinned: answers of the balancer's own carry no stickiness cookies", async () => {
  const target = await startTarget("a");
  const lab = await startBalancerFor([target], { targetGroupAttributes: sticky });
  await target.die();
  const answers = [await lab.get("/"), await lab.get("/", [], "TRACE"), (await lab.upgrade()).response];
  expect(answers.map(({ status, all }) => [status, all("set-cookie")])).toEqual([
    [502, []],
    [405, []],
    [502, []],
  ]);
});

it("pinned: of several stickiness cookies with one name the first counts, or the last when that is set (P5)", async () => {
  const targets = await pair();
  const both = (lab: Lab) =>
    `Cookie: AWSALB=${value(lab, "a")}; AWSALBCORS=${value(lab, "a")}; AWSALB=${value(lab, "b")}; AWSALBCORS=${value(lab, "b")}`;
  const first = await startBalancerFor(targets, { targetGroupAttributes: sticky });
  for (let i = 0; i < 2; i += 1) expect((await first.get("/", [both(first)])).json().target).toBe("a");
  const last = await startBalancerFor(targets, { targetGroupAttributes: sticky, pins: { duplicateCookie: "last" } });
  for (let i = 0; i < 2; i += 1) expect((await last.get("/", [both(last)])).json().target).toBe("b");
});

it("pinned: a client that refreshes only AWSALB and keeps an old AWSALBCORS follows the old one", async () => {
  const [a, b] = await pair();
  const lab = await startBalancerFor([a, b], { targetGroupAttributes: sticky });
  const old = `AWSALBCORS=${value(lab, "a")}`;
  const fresh = jar(await lab.get("/", [`Cookie: AWSALB=${value(lab, "b")}`])).match(/AWSALB=[^;]+/)![0];
  expect((await lab.get("/", [`Cookie: ${fresh}; ${old}`])).json().target).toBe("a");
});

it("pinned: an open WebSocket is closed with FIN, not reset, when it is idle", async () => {
  const lab = await startBalancerFor([await startTarget("a")], {
    loadBalancerAttributes: { "idle_timeout.timeout_seconds": "0.1" },
  });
  const { client } = await lab.upgrade();
  const errors: Error[] = [];
  client.socket.on("error", (error) => errors.push(error));
  expect(await client.ended()).toBe("");
  expect(errors).toEqual([]);
});
