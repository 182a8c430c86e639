import { chromium } from "playwright";
import { startLab } from "../../lab/start-lab.ts";
import { UserError } from "../../machine/user-error.ts";
import { BROWSER_ARGS, findBrowser } from "../find-browser.ts";
import { createLabControl } from "./lab-control.ts";
import type { WalksOptions } from "./options.ts";
import { makeReady, WALK_LAB } from "./start-walk-lab.ts";
import { reportOf } from "./walk-report.ts";
import { walk, type WalkResult } from "./walk.ts";

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** Walks, tells each false sentence, and returns the exit code. @throws {UserError} without a browser. */
export async function runWalks({ count, seed, actions }: WalksOptions): Promise<number> {
  const executablePath = await findBrowser();
  if (!executablePath) throw new UserError("there is no Chromium that starts; npm test installs one");
  const lab = await startLab({ ...WALK_LAB, onProgress: say });
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  const results: WalkResult[] = [];
  try {
    const control = createLabControl(lab.url, lab.controlUrl);
    for (let number = 0; number < count; number += 1) {
      await makeReady(control);
      const isWatched = Boolean(process.env["WALKS_VERBOSE"]);
      const result = await walk({
        chromium: browser,
        lab: control,
        seed: seed + number,
        actions,
        ...(isWatched ? { onStep: say } : {}),
      });
      results.push(result);
      if (result.falseSentences.length > 0) process.stdout.write(`${reportOf(result)}\n`);
      const seconds = Math.round(result.tookMs / 1_000);
      say(`${number + 1} of ${count}: seed ${result.seed}, ${seconds} s, ${result.falseSentences.length} false`);
    }
  } finally {
    await browser.close();
    await lab.close();
  }
  const wrong = results.filter(({ falseSentences }) => falseSentences.length > 0);
  const comparisons = results.reduce((sum, result) => sum + result.comparisons, 0);
  process.stdout.write(
    `${count} walks of ${actions} actions from seed ${seed}: ${comparisons} comparisons, ` +
      `${wrong.length === 0 ? "no false sentence" : `false sentences in ${wrong.map((one) => one.seed).join(", ")}`}\n`,
  );
  return wrong.length > 0 ? 1 : 0;
}
