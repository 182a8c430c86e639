import type { Browser } from "@playwright/test";
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
export async function runWalks({ count, seed, actions, parallel }: WalksOptions): Promise<number> {
  const executablePath = await findBrowser();
  if (!executablePath) throw new UserError("there is no Chromium that starts; npm test installs one");
  const browser = await chromium.launch({ executablePath, args: BROWSER_ARGS });
  const results: WalkResult[] = [];
  const seeds = Array.from({ length: count }, (_, index) => seed + index).values();
  const tell = (result: WalkResult) => {
    results.push(result);
    if (result.falseSentences.length > 0) process.stdout.write(`${reportOf(result)}\n`);
    const seconds = Math.round(result.tookMs / 1_000);
    say(`${results.length} of ${count}: seed ${result.seed}, ${seconds} s, ${result.falseSentences.length} false`);
  };
  try {
    await Promise.all(
      Array.from({ length: Math.min(parallel, count) }, () => walkInOneLab({ browser, seeds, actions, tell })),
    );
  } finally {
    await browser.close();
  }
  const wrong = results.filter(({ falseSentences }) => falseSentences.length > 0).map((one) => one.seed);
  const comparisons = results.reduce((sum, result) => sum + result.comparisons, 0);
  process.stdout.write(
    `${count} walks of ${actions} actions from seed ${seed}: ${comparisons} comparisons, ` +
      `${wrong.length === 0 ? "no false sentence" : `false sentences in ${wrong.sort((a, b) => a - b).join(", ")}`}\n`,
  );
  return wrong.length > 0 ? 1 : 0;
}

interface InOneLab {
  browser: Browser;
  /** Each is taken once, by the lab that is free next. */
  seeds: Iterator<number>;
  actions: number;
  tell(result: WalkResult): void;
}

/** One walk after the other, until there is none left. */
async function walkInOneLab({ browser, seeds, actions, tell }: InOneLab): Promise<void> {
  const lab = await startLab({ ...WALK_LAB, onProgress: say });
  try {
    const control = createLabControl(lab.url, lab.controlUrl);
    const onStep = process.env["WALKS_VERBOSE"] ? say : undefined;
    for (let next = seeds.next(); !next.done; next = seeds.next()) {
      await makeReady(control);
      const seed = next.value;
      tell(await walk({ chromium: browser, lab: control, seed, actions, ...(onStep && { onStep }) }));
    }
  } finally {
    await lab.close();
  }
}
