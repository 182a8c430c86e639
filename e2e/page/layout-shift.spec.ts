import type { Browser } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import type { TestedLab } from "../tested-lab.ts";
import { startCrowd } from "./crowd.ts";

/** Of what Core Web Vitals call good (0.1), a fortieth: one sentence that takes a line more on a phone. */
const MOST = 0.0025;

interface Shift {
  value: number;
  what: string[];
}

const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
];

for (const viewport of VIEWPORTS) {
  test(`nothing moves by itself while the page comes up (${viewport.width} px)`, async ({ lab, browser, room }) => {
    await expectCalm(lab, browser, viewport, room);
  });
}

test("nothing moves by itself without a control API either, where hosts have long names", async ({
  startLab,
  browser,
  room,
}) => {
  const lab = await startLab({ instances: 0, env: { CONTROL_URL: "" } });
  const names = ["ip-10-0-12-34", "ip-10-0-13-91", "ip-10-0-14-148"];
  const instances = names.map((name) => `${name}.eu-central-1.compute.internal`);
  for (const name of instances) await lab.addInstance(name);
  for (const viewport of VIEWPORTS) {
    await expectCalm({ url: lab.url, instances }, browser, viewport, `${room}-${viewport.width}`);
  }
});

test("nor with many rooms, and the field for another one stays in sight", async ({
  startLab,
  browser,
  room,
  enter,
}) => {
  const lab = await startLab({
    instances: 1,
    env: { REQUESTS_BURST: "1000", NEW_ROOMS_PER_MINUTE: "1000", NEW_ROOMS_PER_ADDRESS: "1000" },
  });
  const crowd = await startCrowd(lab.url, room);
  await crowd.visit(Array.from({ length: 110 }, (_, index) => `${room}-${index}`));
  for (const viewport of VIEWPORTS) {
    await expectCalm({ url: lab.url, instances: ["chat-1"] }, browser, viewport, `${room}-${viewport.width}`);
  }
  const ada = await enter(lab, "Ada", { browser: { viewport: { width: 1024, height: 768 } } });
  await expect(ada.page.getByRole("button", { name: `#${room}-0` })).toBeVisible();
  await expect(ada.page.getByRole("textbox", { name: "Room to join" })).toBeInViewport({ ratio: 1 });
  await expect(ada.page.getByText("More rooms than these")).toBeAttached();
  await ada.page.getByRole("searchbox", { name: "Find a room" }).fill(`${room}-0`);
  await expect(ada.rooms.getByRole("listitem")).toHaveText([new RegExp(`^#${room}-0`)]);
  crowd.close();
});

/** Opens the form, and then a room, as a new visitor; nothing may move by more than `MOST`. */
async function expectCalm(
  { url, instances }: Pick<TestedLab, "url" | "instances">,
  browser: Browser,
  viewport: { width: number; height: number },
  room: string,
): Promise<void> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    (window as unknown as { shifts: Shift[] }).shifts = shifts;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as LayoutShift[]) {
        if (entry.hadRecentInput) continue;
        const what = entry.sources.map(({ node, previousRect: from, currentRect: to }) => {
          const name = node instanceof Element ? node.className : node?.parentElement?.className;
          return `${name}: ${from.x},${from.y} to ${to.x},${to.y}`;
        });
        shifts.push({ value: entry.value, what });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
  for (const address of ["/", `/?room=${room}&name=Ada`]) {
    await page.goto(url + address);
    if (address === "/") await expect(page.getByText(instances.at(-1)!)).toBeVisible();
    else await expect(page.getByRole("status", { name: "Verdict" })).toContainText("alone");
    const shifts = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    expect(sum, JSON.stringify(shifts, null, 1)).toBeLessThan(MOST);
  }
  await context.close();
}

/** Not in TypeScript's library yet. */
interface LayoutShift {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}
