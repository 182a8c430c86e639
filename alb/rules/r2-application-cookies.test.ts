import { expect, it } from "vitest";
import { startBalancerFor } from "../fixtures/start-balancer-for.ts";
import { startTarget } from "../fixtures/start-target.ts";
import type { RawResponse } from "../fixtures/raw-response.ts";

const attributes = {
  "stickiness.enabled": "true",
  "stickiness.type": "app_cookie",
  "stickiness.app_cookie.cookie_name": "io",
  "stickiness.app_cookie.duration_seconds": "10",
};

/** Three targets that set the application's cookie at /login, and nothing elsewhere. */
async function startApplication() {
  const targets = await Promise.all(["a", "b", "c"].map((id) => startTarget(id)));
  for (const target of targets) {
    const echo = target.answer;
    target.answer = (request, response) => {
      if (request.url === "/login") response.setHeader("Set-Cookie", "io=abc; Path=/; HttpOnly");
      echo(request, response);
    };
  }
  const lab = await startBalancerFor(targets, { withClock: true, targetGroupAttributes: attributes });
  const served = async (...headers: string[]) => (await lab.get("/", headers)).json().target;
  return { ...lab, targets, served };
}

const cookies = (response: RawResponse, fits = (_name: string) => true) =>
  `Cookie: ${response
    .all("set-cookie")
    .map((line) => line.split(";")[0]!)
    .filter((pair) => fits(pair.split("=")[0]!))
    .join("; ")}`;

it("R2.1 a cookie's name must be given and may not be one of the load balancer's own", async () => {
  const { balancer } = await startBalancerFor([]);
  const nameless = { "stickiness.enabled": "true", "stickiness.type": "app_cookie" };
  expect(balancer.modifyTargetGroupAttributes(nameless)).toMatchObject({ key: "stickiness.type" });
  for (const name of ["AWSALB", "AWSALBAPP-0", "AWSALBTG"]) {
    const error = balancer.modifyTargetGroupAttributes({ ...nameless, "stickiness.app_cookie.cookie_name": name });
    expect(error).toMatchObject({ key: "stickiness.app_cookie.cookie_name", value: name });
  }
  expect(balancer.modifyTargetGroupAttributes(attributes)).toBeNull();
});

it("R2.2 it starts when the target sets its cookie: both are passed on, and pin", async () => {
  const { get, served } = await startApplication();
  const login = await get("/login");
  const lines = login.all("set-cookie");
  expect(lines[0]).toBe("io=abc; Path=/; HttpOnly");
  expect(lines[1]).toMatch(/^AWSALBAPP-0=[A-Za-z0-9+/]{124}; Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=\/$/);
  for (let i = 0; i < 3; i += 1) expect(await served(cookies(login))).toBe(login.json().target);
});

it("R2.3 one of the two does not pin; both do, and each answer begins the duration again", async () => {
  const { get, served, clock, metric } = await startApplication();
  const login = await get("/login");
  expect(
    new Set([
      await served(cookies(login, (name) => name === "io")),
      await served(cookies(login, (name) => name !== "io")),
    ]),
  ).toEqual(new Set(["b", "c"]));
  expect(metric("AppCookieNonStickinessCount")).toBe(3);
  let own = cookies(login, (name) => name.startsWith("AWSALBAPP")).slice("Cookie: ".length);
  for (let i = 0; i < 4; i += 1) {
    clock.nowMs += 8_000;
    const next = await get("/", [`Cookie: io=abc; ${own}`]);
    expect(next.json().target).toBe(login.json().target);
    own = cookies(next).slice("Cookie: ".length);
  }
  clock.nowMs += 10_001;
  await served(`Cookie: io=abc; ${own}`);
  expect(metric("AppCookieNonStickinessCount")).toBe(4);
});

it("R2.4 while the application's cookie is not in play every answer carries four that say _remove_", async () => {
  const { get } = await startApplication();
  const end = "_remove_; Expires=Sun, 12 Apr 2026 02:07:14 GMT; Path=/";
  expect((await get("/")).all("set-cookie")).toEqual([0, 1, 2, 3].map((shard) => `AWSALBAPP-${shard}=${end}`));
});

it("R2.5 for Chromium 80 or later they work across sites", async () => {
  const { get } = await startApplication();
  const login = await get("/login", ["User-Agent: Mozilla/5.0 Chrome/131.0.0.0 Safari/537.36"]);
  const across = login.all("set-cookie").filter((line) => line.endsWith("; SameSite=None; Secure"));
  expect(across.map((line) => line.split("=")[0])).toEqual([0, 1, 2, 3].map((shard) => `AWSALBAPP-${shard}`));
});

it("R2.6 a session whose target takes no requests moves, and stays where it is then", async () => {
  const { get, served, balancer } = await startApplication();
  const login = await get("/login");
  balancer.deregisterTarget(login.json().target);
  const moved = await get("/", [cookies(login)]);
  const refuge = moved.json().target;
  expect(refuge).not.toBe(login.json().target);
  for (let i = 0; i < 3; i += 1) expect(await served(`${cookies(moved)}; io=abc`)).toBe(refuge);
});
