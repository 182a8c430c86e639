import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext } from "@playwright/test";
import { LAB_HEALTH_CHECK, labTargetGroupAttributes } from "../lab/defaults.ts";
import { INSTANCE_REPORTS } from "../lab/instance-reports.ts";
import { expect, test } from "./fixtures.ts";

const BLUE = "sticky-rooms";
const GREEN = "green";
const GREEN_INSTANCE = "green-1";

/** ELBv2's own JSON. */
const weighted = (blue: number, green: number) => ({
  Type: "forward" as const,
  ForwardConfig: {
    TargetGroups: [
      { TargetGroupArn: BLUE, Weight: blue },
      { TargetGroupArn: GREEN, Weight: green },
    ],
    TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 3600 },
  },
});

/** The next version of the application, as far as a visitor can tell. */
async function startGreen(): Promise<{ server: Server; port: number }> {
  const server = createServer((_request, response) => {
    response.setHeader("Content-Type", "application/json").end(JSON.stringify({ hostname: GREEN_INSTANCE }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, port: (server.address() as AddressInfo).port };
}

/** Which instance answers this browser, with its cookies. */
async function instanceOf(context: BrowserContext, url: string): Promise<string> {
  const page = context.pages()[0] ?? (await context.newPage());
  const response = await page.goto(`${url}/health`);
  return ((await response!.json()) as { hostname: string }).hostname;
}

test("blue/green: 10 % of new visitors come to green, and everybody stays when the weights change", async ({
  startLab,
  browser,
}) => {
  test.slow();
  // Every tenth visitor draws a number for green.
  let draws = 0;
  const lab = await startLab({
    instances: 1,
    balancer: {
      random: () => ((draws++ % 10) + 0.5) / 10,
      moreTargetGroups: [
        ...INSTANCE_REPORTS.moreTargetGroups,
        { name: GREEN, attributes: labTargetGroupAttributes(), healthCheck: LAB_HEALTH_CHECK },
      ],
    },
  });
  const { balancer } = lab;
  const green = await startGreen();
  balancer.registerTarget({ id: GREEN_INSTANCE, address: "127.0.0.1", port: green.port }, GREEN);
  expect(balancer.listener()!.setDefaultActions([weighted(90, 10)])).toBeNull();
  const greenTargets = () => balancer.state().targetGroups.find(({ name }) => name === GREEN)!.targets;
  await expect.poll(() => greenTargets().map(({ health }) => health.state)).toEqual(["healthy"]);

  const visitors = await Promise.all(Array.from({ length: 10 }, () => browser.newContext()));
  const places: string[] = [];
  for (const visitor of visitors) places.push(await instanceOf(visitor, lab.url));
  expect(places.filter((place) => place === GREEN_INSTANCE)).toHaveLength(1);
  const names = (await visitors[0]!.cookies(lab.url)).map(({ name }) => name);
  // AWSALBCORS and AWSALBTGCORS are not kept over HTTP: SameSite=None without Secure.
  expect(names.sort()).toEqual(["AWSALB", "AWSALBTG"]);

  for (const [blue, share] of [
    [90, 10],
    [0, 100],
  ] as const) {
    expect(balancer.listener()!.setDefaultActions([weighted(blue, share)])).toBeNull();
    for (const [index, visitor] of visitors.entries()) expect(await instanceOf(visitor, lab.url)).toBe(places[index]);
  }
  const late = await browser.newContext();
  expect(await instanceOf(late, lab.url)).toBe(GREEN_INSTANCE);
  await Promise.all([...visitors, late].map((context) => context.close()));
  green.server.closeAllConnections();
  green.server.close();
});
