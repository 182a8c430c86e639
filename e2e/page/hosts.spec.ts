import { expect, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";
import { findings } from "./findings.ts";
import { spilling } from "./spilling.ts";

const DOMAIN = ".eu-central-1.compute.internal";

for (const count of [3, 8]) {
  test(`${count} instances with the names of AWS hosts: each can be told from the others, and nothing spills`, async ({
    startLab,
    enter,
  }) => {
    const lab = await startLab({ instances: 0, env: { CONTROL_URL: "" } });
    const hosts = Array.from({ length: count }, (_, index) => `ip-10-0-${12 + index}-${34 + 27 * index}${DOMAIN}`);
    for (const host of hosts) await lab.addInstance(host);
    const [ada, bo] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
    await ada.say("hello");
    await bo.say("out of earshot");
    await expect(ada.verdict).toContainText("is split");
    await expect(ada.unheard).toBeVisible();
    const { page } = ada;
    for (const host of hosts) await expect(ada.versions.getByRole("rowheader", { name: host })).toBeVisible();
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await expect.poll(() => spilling(page), `${width} px`).toEqual([]);
      for (const host of hosts) {
        const name = ada.card(host).getByTitle(host);
        await name.scrollIntoViewIfNeeded();
        // Its last two numbers at least, and the card says whom it serves.
        expect((await name.boundingBox())!.width).toBeGreaterThan(44);
      }
      expect(await findings(page), `${width} px`).toEqual([]);
    }
    await page.getByRole("button", { name: "Who and where" }).click();
    await expect(ada.outOfSight.getByText("Bo", { exact: true })).toBeVisible();
    await expect.poll(() => spilling(page)).toEqual([]);
    expect(await ada.instance()).toContain(DOMAIN);
  });
}

test("the lab has room for the names of AWS hosts", async ({ startLab, enter }) => {
  const lab = await startLab({ instances: 0 });
  const hosts = ["ip-10-0-12-34", "ip-10-0-113-191", "ip-10-0-214-248"].map((host) => host + DOMAIN);
  for (const host of hosts) await lab.addInstance(host);
  const ada = await enter(lab, "Ada");
  await ada.openLab();
  for (const [width, height] of [
    [1440, 900],
    [1331, 800],
    [1301, 800],
    [1024, 768],
  ] as const) {
    await ada.page.setViewportSize({ width, height });
    await expect.poll(() => spilling(ada.page), `${width} px`).toEqual([]);
    for (const host of hosts) {
      const row = ada.lab.getByRole("row", { name: host });
      const name = (await row.getByTitle(host).boundingBox())!;
      const health = await row.getByRole("cell", { name: "healthy" }).evaluate((cell) => {
        const text = document.createRange();
        text.selectNodeContents(cell);
        return text.getBoundingClientRect().left;
      });
      expect(health - name.x - name.width, `${width} px: ${host}`).toBeGreaterThan(6);
    }
  }
});
