import { openHalfOpenLink } from "../half-open-link.ts";
import { expect, QUICK_HEALTH_CHECKS, test } from "../fixtures.ts";
import { onDifferentInstances } from "../on-different-instances.ts";

const OWN_ROOM = "I come back to my own room";

test("a cookie is said to name the instance that it names, not the one that serves me", async ({ startLab, enter }) => {
  const lab = await startLab();
  const ada = await enter(lab, "Ada");
  const home = await ada.instance();
  await ada.stickiness.click();
  await expect(ada.stickiness).not.toBeChecked();
  await expect(async () => {
    await ada.reload();
    expect(await ada.instance()).not.toBe(home);
  }).toPass();
  await ada.stickiness.click();
  await expect(ada.stickiness).toBeChecked();
  const line = ada.page.locator("#path-line");
  await expect(ada.answer(OWN_ROOM)).toHaveText(`no: your cookie names ${home}`);
  await expect(line).toContainText(`your cookie names ${home}, and the next one goes there`);
  await ada.page.getByRole("button", { name: "Drop my connection" }).hover();
  await expect(line).toContainText(`your cookie names ${home}`);
  // And so it does.
  await ada.page.getByRole("button", { name: "Drop my connection" }).click();
  await expect(ada.connection.getByText(home, { exact: true })).toBeVisible();
  await expect(ada.answer(OWN_ROOM)).toHaveText(`yes: your cookie leads back to ${home}`);
});

test("a cookie that has outlived its duration is said to have expired", async ({ startLab, enter }) => {
  const lab = await startLab({ balancer: QUICK_HEALTH_CHECKS });
  const ada = await enter(lab, "Ada");
  await expect(ada.answer(OWN_ROOM)).toContainText("your cookie leads back to");
  lab.balancer.modifyTargetGroupAttributes({ "stickiness.lb_cookie.duration_seconds": "2" });
  await expect(ada.answer(OWN_ROOM)).toContainText(/no: your cookie expired at \d\d:\d\d:\d\d/);
  await expect(ada.page.locator("#path-line")).toContainText("may lead to any instance");
});

test("a network that is cut is told within two seconds, and what was unanswered is sent again by itself", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab({ instances: 1, env: { PING_INTERVAL_MS: "25000", PING_TIMEOUT_MS: "20000" } });
  const link = await openHalfOpenLink(lab.url);
  const ada = await enter(link, "Ada");
  await expect(ada.verdict).toContainText("You are alone");
  link.hang();
  const cutAt = Date.now();
  await expect(ada.verdict).toContainText("Nothing answers");
  // Two seconds, and what a slow machine adds.
  expect(Date.now() - cutAt).toBeLessThan(4_000);
  await expect(ada.answer("My session holds")).toHaveText("not known: nothing answers now");
  await expect(ada.connection).toContainText("no answer");
  await ada.say("said into the dark");
  await expect(ada.message("said into the dark")).toContainText("No answer: it may or may not have arrived");
  link.lose();
  link.restore();
  await expect(ada.message("said into the dark")).toContainText("accepted by chat-1", { timeout: 30_000 });
  await expect(ada.message("said into the dark")).toHaveCount(1);
  await expect(ada.verdict).toContainText("You are alone");
  await link.close();
});

test("a network that is cut is told of without a connection, too", async ({ startLab, enter }) => {
  const lab = await startLab();
  const ada = await enter(lab, "Ada");
  await ada.stickiness.click();
  await expect(ada.stickiness).not.toBeChecked();
  await ada.openLab();
  await ada.lab.getByRole("button", { name: "Disconnect" }).click();
  await expect(ada.answer(OWN_ROOM)).toHaveText("no: any instance may be next");
  for (const asked of ["**/state", "**/api/instance*"]) await ada.page.route(asked, () => {});
  lab.balancer.modifyTargetGroupAttributes({ "stickiness.enabled": "true" });
  // A question a second, a fifth until its answer is late, one and a half until the control API has not answered either.
  await expect(ada.answer(OWN_ROOM)).not.toContainText("any instance may be next", { timeout: 6_000 });
});

test("a browser that says it is offline is asked at once whether it is", async ({ startLab, enter }) => {
  const lab = await startLab({ instances: 1, env: { PING_INTERVAL_MS: "25000", PING_TIMEOUT_MS: "20000" } });
  const link = await openHalfOpenLink(lab.url);
  const ada = await enter(link, "Ada");
  await expect(ada.verdict).toContainText("You are alone");
  link.hang();
  await ada.page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await expect(ada.connection).toContainText("no answer", { timeout: 2_000 });
  link.flow();
  await expect(ada.connection).not.toContainText("no answer");
  await link.close();
});

/** What a sentence of the page said, and when. */
interface Said {
  words: string;
  at: number;
}

test("while all instances restart with shared state, nobody is said to be apart or silent @redis", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab();
  const [ada] = await onDifferentInstances(lab, enter, ["Ada", "Bo"]);
  await expect(ada.verdict).toContainText("is split");
  await ada.page.evaluate(() => {
    const said: Said[] = [];
    (window as unknown as { said: Said[] }).said = said;
    const verdict = document.querySelector(".verdict-sentence")!;
    new MutationObserver(() => said.push({ words: verdict.textContent ?? "", at: performance.now() })).observe(
      verdict,
      {
        childList: true,
        characterData: true,
        subtree: true,
      },
    );
  });
  await ada.page.getByRole("switch", { name: "Shared state" }).click();
  await expect(ada.verdict).toContainText(/^Restarting 3 instances with Redis: \d of 3 healthy/);
  await expect(ada.verdict).toHaveText(/^Everyone in #.* sees the same room$/, { timeout: 60_000 });
  const said = await ada.page.evaluate(() => (window as unknown as { said: Said[] }).said);
  const restarting = said.findIndex(({ words }) => words.startsWith("Restarting"));
  const after = said.slice(restarting);
  expect(after.filter(({ words }) => /split|version/.test(words))).toEqual([]);
  // On a slow machine an instance may be waited for that long; never from before the restart.
  const restarted = after.findLast(({ words }) => words.startsWith("Restarting"))!.at;
  const silences = after.flatMap(({ words, at }) => {
    const seconds = /not been seen for (\d+) s/.exec(words)?.[1];
    return seconds === undefined ? [] : [{ words, isFromBefore: Number(seconds) * 1_000 > at - restarted }];
  });
  expect(silences.filter(({ isFromBefore }) => isFromBefore)).toEqual([]);
});

test("what an action was seen to do gives way to the next thing that happens", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  await ada.openLab();
  await ada.lab.getByRole("button", { name: "Disconnect" }).click();
  await expect(ada.page.locator("#path-line")).toContainText("nothing reaches you until you reconnect");
  await ada.connection.getByRole("button", { name: "Reconnect" }).click();
  await ada.isIn();
  await expect(ada.page.locator("#path-line")).toContainText("Your WebSocket stays on", { timeout: 2_000 });
  await expect(ada.lab).not.toContainText("You are disconnected");
});

test("old messages elsewhere are a remark: red means that people are apart @control", async ({ lab, enter }) => {
  const ada = await enter(lab, "Ada");
  const home = await ada.instance();
  await ada.say("left behind");
  const away = lab.instances.find((instance) => instance !== home)!;
  await ada.toInstance(away, "Move me here");
  await expect(ada.verdict).toContainText("You are alone");
  await expect(ada.page.getByText(`${home} holds 1 message of its own; nobody is apart there.`)).toBeVisible();
  await expect(ada.answer("Everyone sees everyone")).toHaveText("not known: nobody else is here");
  // It stands above the divider that tells of its loss.
  const rows = ada.page.getByRole("log").locator("article, [role=separator]");
  await expect(rows.nth(0)).toContainText("left behind");
  await expect(rows.nth(1)).toContainText("You moved");
});

test("an own message is seen, wherever one was reading", async ({ startLab, enter }) => {
  const lab = await startLab({ instances: 1, env: { MESSAGES_PER_SECOND: "1000", MESSAGES_BURST: "1000" } });
  const ada = await enter(lab, "Ada");
  for (let count = 0; count < 40; count += 1) await ada.say(`line ${count} of many`);
  await ada.page.getByRole("log").hover();
  await ada.page.mouse.wheel(0, -4_000);
  await expect(ada.page.getByRole("button", { name: "Newest" })).toBeVisible();
  await ada.input.fill("and this one I want to see");
  await ada.input.press("Enter");
  await expect(ada.message("and this one I want to see")).toBeInViewport();
});

test("where the control API does not answer from the start, the page says so and offers nothing of it", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab();
  const ada = await enter(lab, "Ada", {
    before: (page) => page.route(`${lab.controlUrl}/**`, (route) => route.abort()),
  });
  await expect(ada.page.getByText("the control API does not answer").first()).toBeVisible();
  await expect(ada.stickiness).toHaveCount(0);
  await ada.openLab();
  await expect(ada.lab.getByRole("status", { name: "Control API" })).toContainText(`${lab.controlUrl} does not answer`);
  await expect(ada.lab.getByRole("button", { name: "Add an instance" })).toHaveCount(0);
});

test("with five instances at 1024 px the one that serves me is in sight, and my way ends at it", async ({
  startLab,
  enter,
}) => {
  const lab = await startLab({ instances: 5 });
  const ada = await enter(lab, "Ada", { browser: { viewport: { width: 1024, height: 768 } } });
  const home = await ada.instance();
  await expect(ada.card(home)).toBeInViewport({ ratio: 1 });
  await expect(ada.instances.locator("[data-way=end]")).toContainText(home);
});

test("an instance that was drained is stopped everywhere, marks nothing, and leaves", async ({ startLab, enter }) => {
  const lab = await startLab({
    balancer: {
      ...QUICK_HEALTH_CHECKS,
      targetGroupAttributes: { "deregistration_delay.timeout_seconds": "1" },
    },
  });
  const ada = await enter(lab, "Ada");
  await ada.say("who holds this?");
  const mine = await ada.instance();
  const other = ["chat-1", "chat-2", "chat-3"].find((instance) => instance !== mine)!;
  await ada.toInstance(other, `Drain ${other}`);
  await expect(ada.card(other)).toContainText("stopped");
  await expect(ada.versions.getByRole("rowgroup").filter({ hasText: other })).toContainText("it was drained");
  await expect(ada.message("who holds this?")).not.toContainText(other);
  await expect(ada.card(other)).toHaveCount(0, { timeout: 20_000 });
});

test("the focus is where one goes on: in the message field after joining, on the name after renaming", async ({
  startLab,
  browser,
}) => {
  const lab = await startLab({ instances: 1 });
  const page = await (await browser.newContext()).newPage();
  await page.goto(lab.url);
  await expect(page.getByRole("textbox", { name: "Nickname" })).toBeFocused();
  await page.keyboard.type("Ada");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Message #lobby" })).toBeFocused();
  await page.getByRole("button", { name: "Ada: change nickname" }).click();
  await expect(page.getByRole("textbox", { name: "Nickname" })).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Ada L.");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Ada L.: change nickname" })).toBeFocused();
  // One key leads to the message field.
  await page.keyboard.press("/");
  await expect(page.getByRole("textbox", { name: "Message #lobby" })).toBeFocused();
  await page.context().close();
});
