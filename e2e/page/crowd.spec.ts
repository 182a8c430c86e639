import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { startCrowd } from "./crowd.ts";

const BIG_ROOM = {
  HISTORY_MESSAGES: "20000",
  HISTORY_CHARACTERS: "10000000",
  JOIN_MESSAGES: "0",
  MESSAGES_PER_SECOND: "100000",
  MESSAGES_BURST: "100000",
  REQUESTS_PER_SECOND: "100000",
  REQUESTS_BURST: "100000",
  PENDING_REQUESTS: "100000",
  // A thousand people in one process answer late on a busy machine.
  PING_INTERVAL_MS: "25000",
  PING_TIMEOUT_MS: "60000",
};

test("10,000 messages at 1,000 a second and 1,000 people: the page stays smooth, and so does typing", async ({
  startLab,
  enter,
  room,
}, testInfo) => {
  const lab = await startLab({ instances: 1, env: BIG_ROOM });
  const ada = await enter(lab, "Ada");
  const crowd = await startCrowd(lab.url, room);

  const frames = await watchFrames(ada.page);
  const startedAt = Date.now();
  await crowd.talk(10_000, 1_000);
  await expect(ada.message("message 10000 of the crowd")).toBeVisible();
  const perSecond = 10_000_000 / (Date.now() - startedAt);
  const burst = await frames.stop();
  await crowd.join(1_000);
  await crowd.settle("everybody is here");
  await expect(ada.message("everybody is here")).toBeVisible();
  await expect(ada.page.getByText("and 942 more")).toBeVisible();

  // Virtualised: what is on the screen, and a little more.
  expect(await ada.messages.count()).toBeLessThan(150);

  const words = "hello to all of you, all over the room";
  // Faster than anybody types, but key by key: keys that wait for the frame of the one before would be counted with it.
  const typing = await typingToPaint(ada.page, () => ada.input.pressSequentially(words, { delay: 40 }));
  expect(typing).toHaveLength(words.length);
  await ada.input.fill("");
  const log = ada.page.getByRole("log", { name: "Messages" });
  await log.hover();
  const from = await log.evaluate((list) => list.scrollTop);
  const scrollFrames = await watchFrames(ada.page);
  for (let step = 0; step < 40; step += 1) await ada.page.mouse.wheel(0, -400);
  await expect.poll(() => log.evaluate((list) => list.scrollTop)).toBeLessThan(from - 12_000);
  const scroll = await scrollFrames.stop();

  const measured = {
    perSecond: Math.round(perSecond),
    burst: summary(burst),
    typing: summary(typing),
    scroll: summary(scroll),
  };
  testInfo.annotations.push({ type: "measured, ms", description: JSON.stringify(measured) });
  console.log(`    measured, ms: ${JSON.stringify(measured)}`);
  expect(measured.perSecond, "messages a second, until the last is painted").toBeGreaterThan(500);
  expect(measured.burst.ninetieth, "between two frames of the burst").toBeLessThan(100);
  expect(measured.burst.longest, "the longest frame of the burst").toBeLessThan(500);
  expect(measured.typing.ninetieth, "a key until it is painted").toBeLessThan(50);
  expect(measured.scroll.median, "between two frames while scrolling").toBeLessThan(18);
  expect(measured.scroll.ninetieth, "between two frames while scrolling").toBeLessThan(35);
  crowd.close();
});

/** Times between frames, in milliseconds, until it is stopped. */
async function watchFrames(page: Page): Promise<{ stop(): Promise<number[]> }> {
  await page.evaluate(() => {
    const watch = { frames: [] as number[], last: performance.now(), on: true };
    (window as unknown as { watch: typeof watch }).watch = watch;
    const next = (now: number) => {
      watch.frames.push(now - watch.last);
      watch.last = now;
      if (watch.on) requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  return {
    stop: () =>
      page.evaluate(() => {
        const { watch } = window as unknown as { watch: { frames: number[]; on: boolean } };
        watch.on = false;
        return watch.frames.slice(1);
      }),
  };
}

/** For each key, how long until the frame after it was drawn. */
async function typingToPaint(page: Page, type: () => Promise<void>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    (window as unknown as { times: number[] }).times = times;
    addEventListener(
      "keydown",
      () => {
        const start = performance.now();
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - start)));
      },
      { capture: true },
    );
  });
  await type();
  return page.evaluate(() => (window as unknown as { times: number[] }).times);
}

/** Of ten, nine are at most the `ninetieth` percentile. */
function summary(times: readonly number[]): { median: number; ninetieth: number; longest: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!);
  return { median: at(0.5), ninetieth: at(0.9), longest: at(1) };
}
