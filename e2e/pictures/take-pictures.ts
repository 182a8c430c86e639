import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium, type Browser } from "playwright";
import { startLab } from "../../lab/start-lab.ts";
import { UserError } from "../../machine/user-error.ts";
import { findBrowser } from "../find-browser.ts";
import { pageDigest } from "./page-digest.ts";
import { STAMP_FILE } from "./picture-files.ts";
import { playTour } from "./play-tour.ts";
import { takePicture } from "./take-picture.ts";
import { takeToolPictures } from "./tools/take-tool-pictures.ts";

const say = (line: string) => process.stderr.write(`${line}\n`);

interface PicturesOptions {
  out: string;
  only: "page" | "tools" | null;
}

/**
 * Takes the pictures of the documentation.
 * @throws {UserError} without a browser, or without what a step needs.
 */
export async function takePictures({ out, only }: PicturesOptions): Promise<void> {
  // One without a window has no developer tools either.
  const executablePath = await findBrowser({ needsWindow: true });
  if (!executablePath) throw new UserError("there is no Chromium that starts; npm test installs one");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    await mkdir(out, { recursive: true });
    let total = only === "tools" ? 0 : await takeTour(browser, out);
    if (only !== "page") total += await takeToolPictures({ browser, executablePath, out, say });
    process.stdout.write(`${out}: ${Math.round(total / 1_000)} kB\n`);
  } finally {
    await browser.close();
  }
}

/** Plays the tour and writes its pictures, with a stamp of the page that they show. @returns the bytes written. */
async function takeTour(browser: Browser, out: string): Promise<number> {
  const digest = pageDigest();
  // Dead at once is seen at once, and a crowd of one machine may answer late.
  const lab = await startLab({
    onProgress: say,
    balancer: { shortDurations: true, healthCheck: { intervalSeconds: 1, timeoutSeconds: 1 } },
  });
  try {
    const { obstacle } = (
      (await (await fetch(`${lab.controlUrl}/state`)).json()) as { lab: { obstacle: string | null } }
    ).lab;
    if (obstacle) throw new UserError(`the step shared-state cannot be shown: ${obstacle}`);
    let total = 0;
    await playTour({
      lab,
      browser,
      async show(scene, { page }) {
        const bytes = await takePicture(page, scene, out);
        total += bytes;
        say(`${scene}: ${Math.round(bytes / 1_000)} kB`);
      },
    });
    await writeFile(path.join(out, STAMP_FILE), `${JSON.stringify({ page: digest })}\n`);
    return total;
  } finally {
    await lab.close();
  }
}
