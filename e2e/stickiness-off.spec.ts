import { expect, test } from "./fixtures.ts";

test.describe(() => {
  test.use({ stickiness: false });

  test("3. over WebSocket a reload lands elsewhere: history and members are gone, and the page says what vanished @core", async ({
    lab,
    enter,
  }) => {
    const ada = await enter(lab, "Ada", { transport: "websocket" });
    const before = await ada.instance();
    await ada.say("first");
    await ada.say("second");

    // Round robin over three: a reload or two is enough, unless other requests happen to fill the round.
    let after = before;
    for (let reload = 0; reload < 10 && after === before; reload += 1) {
      // Somebody else's request: a page load can be a whole number of rounds, which would lead back each time.
      await fetch(`${lab.url}/health`);
      await ada.reload();
      after = await ada.instance();
    }
    expect(after).not.toBe(before);

    await expect(ada.moved).toContainText(`You moved ${before} → ${after}: 2 messages`);
    await expect(ada.vanished).toHaveCount(2);
    await expect(ada.vanished.filter({ hasText: "second" })).toBeVisible();
    await ada.say("anybody here?");
    await expect(ada.texts()).resolves.toEqual(["anybody here?"]);
  });

  test("4 and 5. default transports meet Session ID unknown, counted; switching stickiness on heals the running page @control @core", async ({
    lab,
    enter,
  }) => {
    const ada = await enter(lab, "Ada", { transport: "default", waitForRoom: false });
    await expect(ada.timeline.getByText(/Session ID unknown/).first()).toBeVisible();
    await expect(ada.connection).toContainText(/session lost \d+ times?/);

    await ada.stickiness.click();
    await expect(ada.stickiness).toBeChecked();
    await ada.isIn();
    await ada.say("at last");
    await expect(ada.connection).toContainText("cookie AWSALB");
    expect(await lab.control.attribute("stickiness.enabled")).toBe("true");
  });
});

test("7. an open WebSocket stays on its instance while stickiness is switched off and on @control", async ({
  lab,
  enter,
}) => {
  const ada = await enter(lab, "Ada", { transport: "websocket" });
  const bo = await enter(lab, "Bo", { sameBrowserAs: ada, transport: "websocket" });
  const home = await ada.instance();
  for (const [enabled, line] of [
    [false, "off and still here"],
    [true, "on and still here"],
  ] as const) {
    await ada.stickiness.click();
    await expect(ada.stickiness).toBeChecked({ checked: enabled });
    await bo.say(line);
    await expect(ada.message(line)).toBeVisible();
    expect(await ada.instance()).toBe(home);
  }
  await expect(ada.timeline.getByText(/^Disconnected/)).toHaveCount(0);
});
