import sharp from "sharp";
import { expect, test } from "../fixtures.ts";

for (const colorScheme of ["light", "dark"] as const) {
  test(`what goes on below a column's edge fades, and is not cut through a line (${colorScheme})`, async ({
    lab,
    enter,
  }) => {
    const ada = await enter(lab, "Ada", { browser: { colorScheme } });
    await ada.openLab();
    await ada.lab.getByRole("button", { name: "Send 20 numbered messages" }).click();
    await expect(ada.message("20 of 20")).toBeVisible();
    await ada.page.getByRole("button", { name: "Close the lab" }).click();
    const side = ada.page.getByRole("complementary", { name: "Who and where" });
    expect(await side.evaluate((column) => column.scrollHeight - column.clientHeight)).toBeGreaterThan(200);
    for (const height of [900, 893, 887]) {
      await ada.page.setViewportSize({ width: 1440, height });
      // Until the page has taken its new size.
      await expect(async () => {
        const { x, y, height: tall } = (await side.boundingBox())!;
        const edge = await ada.page.screenshot({ clip: { x: x + 10, y: y + tall - 3, width: 280, height: 3 } });
        const { channels } = await sharp(edge).stats();
        expect(channels.map(({ stdev }) => stdev)).toEqual(channels.map(() => 0));
      }).toPass();
    }
    // At its end there is nothing under the fading.
    await side.evaluate((column) => column.scrollTo(0, column.scrollHeight));
    const last = (await ada.timeline.getByRole("listitem").last().boundingBox())!;
    const box = (await side.boundingBox())!;
    // A column is scrolled by whole pixels.
    expect(box.y + box.height - (last.y + last.height)).toBeGreaterThan(36 - 1);
  });
}
