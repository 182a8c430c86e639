import path from "node:path";
import type { Page } from "@playwright/test";
import { pictureFile, SCHEMES, type SceneName } from "./picture-files.ts";
import { writePicture } from "./write-picture.ts";

/** The page as it is now, in light and in dark, small enough to be kept. @returns the bytes written. */
export async function takePicture(page: Page, scene: SceneName, folder: string): Promise<number> {
  let bytes = 0;
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Two frames: the colours are there, and drawn.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    const screenshot = await page.screenshot({ animations: "disabled", caret: "hide" });
    bytes += await writePicture(screenshot, path.join(folder, pictureFile(scene, colorScheme)));
  }
  return bytes;
}
